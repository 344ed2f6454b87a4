"""Small pages of a person's own: language."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from people.models import User


@login_not_required
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember a language for the person, and in a cookie for the sign-in page."""
    wanted = request.POST.get("language", "")
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}):
        back = "/"
    response = HttpResponseRedirect(back)
    if wanted in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, wanted, max_age=365 * 86400, samesite="Lax", httponly=True
        )
        if request.user.is_authenticated:
            User.objects.filter(pk=request.user.pk).update(language=wanted)
    return response
