from django.urls import path

from training_jobs.consumers import RunSocket

websocket_urlpatterns = [path("ws/runs/<uuid:public_id>/", RunSocket.as_asgi())]
