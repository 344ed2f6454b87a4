"""One port: sockets go to Channels, HTTP to Django's WSGI handler in threads."""

import gc
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")

from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.core.wsgi import get_wsgi_application

from lms.kit.threads import Threads

http = Threads(get_wsgi_application(), threads=settings.ENV.web_threads)

from people.sockets import authenticated  # noqa: E402
from training_jobs.routing import websocket_urlpatterns  # noqa: E402

application = ProtocolTypeRouter({"http": http, "websocket": authenticated(URLRouter(websocket_urlpatterns))})

# What is loaded by now stays for good, and a request leaves few cycles: looking for them took a tenth of all time.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 100)
