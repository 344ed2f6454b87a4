from django.urls import URLPattern

app_name = "hr_api"
urlpatterns: list[URLPattern] = []
