"""`python -m training_jobs.engine spec.json --out DIR`: one run, without web server or database."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from training_jobs.contract.catalogue import LIBRARY
from training_jobs.engine.device import wait_politely
from training_jobs.engine.halting import StopSwitch
from training_jobs.engine.jobs import perform
from training_jobs.engine.keeping import EVERY, Keeping
from training_jobs.engine.places import Places


def main(argv: Sequence[str] | None = None) -> int:
    """Perform a spec file; the exit code is 0 when it finished, else the failure's (contract.failures).

    With `argv` it is a worker's, whose spec was checked when it was asked for, maybe by an older version.
    """
    asked = _parser().parse_args(argv)
    wait_politely()
    switch = StopSwitch()
    switch.listen()
    keeping = Keeping(asked.checkpoint_seconds, tuple(asked.resume))
    places = Places(asked.out, asked.models, asked.datasets)
    code = perform(asked.spec, places, wish=switch, keeping=keeping, asked=argv is None)
    if code == 0:
        print(f"finished: see {asked.out}/report.json")
    return code


def default_models() -> Path:
    """The models folder of this installation: below $DATA, or var/."""
    return Path(os.environ.get("DATA") or "var") / "models"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training_jobs.engine", description=__doc__)
    parser.add_argument("spec", type=Path, help="a JSON file: an experiment, a prompt run or a grading")
    parser.add_argument("--out", type=Path, required=True, help="for events.jsonl, report.json and weights")
    parser.add_argument("--models", type=Path, default=default_models(), help="folder of the base models")
    parser.add_argument("--datasets", type=Path, default=LIBRARY, help="folder of the data sets")
    parser.add_argument(
        "--checkpoint-seconds",
        type=float,
        default=EVERY,
        metavar="N",
        help="save a checkpoint every N seconds into DIR/checkpoints; 0: only when asked to stop or leave",
    )
    parser.add_argument(
        "--resume",
        type=Path,
        action="append",
        default=[],
        metavar="FOLDER",
        help="go on from this checkpoint; give it again for older ones, newest first",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
