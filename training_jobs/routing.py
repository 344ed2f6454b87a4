from django.urls import path, re_path

from training_jobs.consumers import NoSuchSocket, RunSocket

websocket_urlpatterns = [
    path("ws/runs/<uuid:public_id>/", RunSocket.as_asgi()),
    re_path(r"", NoSuchSocket.as_asgi()),
]
