"""Every door of the site. tests/architecture holds the table of who may pass which."""

from allauth.account import views as account
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.generic import RedirectView

from lms import health

handler400 = "lms.kit.last_words.bad_request"
handler500 = "lms.kit.last_words.server_error"
urlpatterns = [
    path(
        "favicon.ico",
        login_not_required(
            RedirectView.as_view(url=f"{settings.STATIC_URL}favicon.svg", http_method_names=["get"])
        ),
    ),
    path("healthz/live", health.live, name="live"),
    path("healthz/ready", health.ready, name="ready"),
    path("accounts/login/", login_not_required(account.login), name="account_login"),
    path("accounts/logout/", account.logout, name="account_logout"),
    path("accounts/password/", account.password_change, name="account_change_password"),
    path("admin/", admin.site.urls),
    path("api/", include("hr_api.urls")),
    path("people/", include("people.urls")),
    path("", include("courses.urls")),
    path("", include("reporting.urls")),
    path("", include("training_jobs.urls")),
]
