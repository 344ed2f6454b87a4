from django.urls import URLPattern

app_name = "training_jobs"
urlpatterns: list[URLPattern] = []
