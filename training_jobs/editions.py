"""Which contract and which software this process runs; nodes tell it, and the site compares."""

import tomllib
from functools import cache
from typing import Any

from lms.env import ROOT
from training_jobs.contract.version import CONTRACT


def editions() -> dict[str, Any]:
    """Fields of WorkerNode."""
    return {"contract": CONTRACT, "version": software_version()}


@cache
def software_version() -> str:
    about = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return str(about["project"]["version"])
