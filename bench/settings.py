"""The product's settings with one more door: the bare view that page times are judged against."""

from bench import counting  # noqa: F401
from lms.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
