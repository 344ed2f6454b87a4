from django.urls import path

from training_jobs.steering import STEERING
from training_jobs.views import comparing, dry_runs, labs, lists, nodes, queueing, replays, runs, streams

app_name = "training_jobs"
urlpatterns = [
    path("labs/<slug:course>/<slug:lesson>/<slug:lab>/", labs.lab, name="lab"),
    path("labs/<slug:course>/<slug:lesson>/<slug:lab>/recording/", replays.recording, name="recording"),
    path(
        "labs/<slug:course>/<slug:lesson>/<slug:lab>/recording/events/",
        replays.recording_events,
        name="recording_events",
    ),
    path("authoring/<slug:course>/labs/<slug:lesson>/<slug:lab>/", labs.analysis, name="lab_analysis"),
    path("authoring/<slug:course>/labs/<slug:lesson>/<slug:lab>/dry-run/", dry_runs.dry_run, name="dry_run"),
    path("experiments/", lists.experiments, name="experiments"),
    path("compare/", comparing.compare, name="compare"),
    path("runs/<uuid:public_id>/", runs.run, name="run"),
    path("runs/<uuid:public_id>/events/", runs.events, name="run_events"),
    path("runs/<uuid:public_id>/curve/", streams.run_curve, name="run_curve"),
    path("runs/<uuid:public_id>/log/", streams.run_log, name="run_log"),
    path("runs/<uuid:public_id>/log/download/", streams.run_log_download, name="run_log_download"),
    path("runs/<uuid:public_id>/replay/", replays.replay, name="replay"),
    path("runs/<uuid:public_id>/replay/download/", replays.replay_download, name="replay_download"),
    *(
        path(f"runs/<uuid:public_id>/{act}/", runs.steering(action), name=act)
        for act, action in STEERING.items()
    ),
    path("runs/<uuid:public_id>/grade/", runs.grade, name="grade"),
    path("runs/<uuid:public_id>/artefact/", runs.artefact, name="artefact"),
    path("runs/<uuid:public_id>/waiting/", queueing.run_waiting, name="run_waiting"),
    path("compute/", queueing.compute, name="compute"),
    path("queue/", queueing.queue, name="queue"),
    path("queue/nodes/<str:name>/drain/", nodes.node_drain, name="node_drain"),
    path("queue/nodes/<str:name>/undrain/", nodes.node_undrain, name="node_undrain"),
]
