from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrainingJobsConfig(AppConfig):
    name = "training_jobs"
    verbose_name = _("Training jobs")
