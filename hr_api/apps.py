from django.apps import AppConfig


class HrApiConfig(AppConfig):
    name = "hr_api"
    verbose_name = "HR API"
