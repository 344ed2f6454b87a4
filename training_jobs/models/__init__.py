"""What is tried. An experiment is what a person asks, a run its execution, an attempt one try of a run by a worker.

All truth about runs is here. `Run.attempt` is the fencing token: each write of a worker names the attempt it belongs
to, and `last_seq` is taken inside the same row-locked update, so the order of commits is the order of the stream.
"""

from training_jobs.models.capacity import Quota, WorkerNode
from training_jobs.models.dry_runs import DryRun
from training_jobs.models.experiments import Experiment
from training_jobs.models.gradings import Grading
from training_jobs.models.runs import ELSEWHERE, UNLISTED, Checkpoint, Kind, Report, Run, RunAttempt, Wish
from training_jobs.models.streams import CurveBlock, RunChunk

__all__ = [
    "ELSEWHERE",
    "UNLISTED",
    "Checkpoint",
    "CurveBlock",
    "DryRun",
    "Experiment",
    "Grading",
    "Kind",
    "Quota",
    "Report",
    "Run",
    "RunAttempt",
    "RunChunk",
    "Wish",
    "WorkerNode",
]
