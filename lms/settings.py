"""Django settings. What differs between installations comes from `lms.env`; nothing else reads the environment."""

from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from lms.database import PATIENCE, parameters
from lms.env import ROOT, read_environment
from lms.kit import assets
from lms.logs import logging_config

ENV = read_environment()

SECRET_KEY = ENV.secret_key
DEBUG = ENV.debug
DATA = ENV.data
ALLOWED_HOSTS = [host for host in ENV.allowed_hosts.split(",") if host]
CSRF_TRUSTED_ORIGINS = [ENV.origin]
CSRF_FAILURE_VIEW = "lms.kit.stale_forms.refuse"
SITE_URL = ENV.origin

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "template_partials",
    "allauth",
    "allauth.account",
    "channels",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
    "lms",
    "lms.kit",
    "people",
    "courses",
    "training_jobs",
    "reporting",
    "hr_api",
]

MIDDLEWARE = [
    "lms.kit.requests.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "lms.kit.assets.AssetsMiddleware",
    "lms.kit.policies.PolicyMiddleware",
    "lms.kit.words.WordsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "people.middleware.PersonMiddleware",
    "people.middleware.PersonLocaleMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "lms.kit.htmx.HtmxMannersMiddleware",
    "lms.kit.left_words.SignedOutMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "lms.kit.refusals.RefusalMiddleware",
]

ROOT_URLCONF = "lms.urls"
ASGI_APPLICATION = "lms.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lms.navigation.navigation",
            ],
        },
    }
]


def _database(url: str) -> dict[str, Any]:
    reached = parameters(url)
    # Zero: statements that ask to be kept (`lms.kit.prepared`) are, from the first time on; all others never ask.
    options: dict[str, Any] = {"connect_timeout": PATIENCE, "prepare_threshold": 0}
    return {
        "ENGINE": "lms.kit.postgres",
        "NAME": reached["dbname"],
        "USER": reached.get("user", ""),
        "PASSWORD": reached.get("password", ""),
        "HOST": reached.get("host", ""),
        "PORT": str(reached.get("port", "")),
        "OPTIONS": options,
        "CONN_MAX_AGE": None if ENV.keep_connections else 0,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": _database(ENV.database_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Redis holds nothing that may not be lost: rate limits, announcements, doorbells.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": ENV.redis_url,
        "KEY_PREFIX": "lc",
    }
}
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.core.RedisChannelLayer",
        "CONFIG": {"hosts": [ENV.redis_url], "capacity": 1500, "expiry": 60, "prefix": "lc"},
    }
}

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["people.signin.PersonBackend"]
# PBKDF2 first: scrypt takes 16 MB a sign-in, which each web thread would keep.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "people.passwords.LongEnough"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "people.signin.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip,10/5m/key", "login": "60/m/ip"}
ALLAUTH_TRUSTED_PROXY_COUNT = 0
SESSION_ENGINE = "people.sessions"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENV.secure
SECURE_HSTS_SECONDS = 31_536_000 if ENV.secure else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.secure else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Sites whose videos courses may embed: the one thing that a page may fetch from elsewhere, and only after a press.
EMBED_HOSTS = [host.strip().lower() for host in ENV.embed_hosts.split(",") if host.strip()]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "media-src": [SELF],
        "frame-src": [f"https://{host}" for host in EMBED_HOSTS] or [NONE],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [ROOT / "locale"]
FORMAT_MODULE_PATH = "lms.formats"
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = assets.PREFIX if DEBUG else assets.address_of(ROOT / "static", ROOT / "constraints.txt")
STATICFILES_DIRS = [ROOT / "static"]
WHITENOISE_USE_FINDERS = True  # served from where they lie: nothing collects them
WHITENOISE_MAX_AGE = 0
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA / "uploads"},
    },
    "staticfiles": {"BACKEND": "lms.kit.assets.AddressedFiles"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # the form of a bank has a score for each of its questions

RUNS_DIR = DATA / "runs"
MODELS_DIR = ENV.models or DATA / "models"
DATASETS_DIR = ROOT / "training_jobs" / "library"
COURSE_LIBRARY = ROOT / "courses" / "library"
LEASE_SECONDS = ENV.lease_seconds
RUN_SECONDS = ENV.run_seconds
CHECKPOINT_SECONDS = ENV.checkpoint_seconds
WORKER_LABELS = [label for label in ENV.worker_labels.split(",") if label]
WORKER_MEMORY_MB = ENV.worker_memory_mb
UNSEALED_WORKER = ENV.unsealed_worker
# What a person may compute in seven days and run at once, where no quota says otherwise; 0: no limit.
QUOTA_SECONDS = ENV.quota_seconds
RUNS_AT_ONCE = ENV.runs_at_once
# How long smaller runs may pass a run that is first and waits for memory.
QUEUE_PATIENCE_SECONDS = ENV.queue_patience_seconds
COURSE_UPLOAD_BYTES = ENV.upload_bytes
# Courses know no training: what a lab block means is asked here (see docs/architecture.md).
LAB_REGISTRY = "training_jobs.labs.registry"
ATTENTION_RUNNER = "training_jobs.attention_runs.runner"
PROMPT_RUNNER = "training_jobs.prompt_runs.runner"

CELERY_BROKER_URL = ENV.redis_url

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["hr_api.authentication.BearerAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["hr_api.permissions.HasScope"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "hr_api.paging.UpdatedCursor",
    "DEFAULT_SCHEMA_CLASS": "hr_api.schema.ProblemAutoSchema",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "EXCEPTION_HANDLER": "hr_api.problems.problem_response",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Learning Curve API",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_AUTHENTICATION": [],
    "SERVE_PERMISSIONS": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "EnrolmentState": "courses.models.EnrolmentState",
        "RunState": "training_jobs.states.State",
        "CertificateState": "courses.models.CertificateState",
    },
}

SERVER_EMAIL = DEFAULT_FROM_EMAIL = ENV.server_email
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
LOGGING_CONFIG = None
logging_config(ENV.log_level)
SILENCED_SYSTEM_CHECKS = ["account.W001"]
