"""Before a host says that it is ready, a child of it is sealed like a run and tries to escape."""

import contextlib
import json
import os
import secrets
import shutil
import socket
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from training_jobs.contract.catalogue import LIBRARY
from training_jobs.engine.child import Order, run_child
from training_jobs.engine.escapes import Bait, succeeded
from training_jobs.engine.seal import Ways
from training_jobs.engine.seal.limits import Limits

VERDICT, BAIT = "probe.json", ".probe-"
OLD = 600.0  # seconds after which bait can only be a killed host's
MEMORY_MB = 4096  # more than the attempts need, so that a refusal is the limit's


@dataclass(frozen=True)
class Places:
    """Where runs of this host find and leave things, and files that none of them may read."""

    runs: Path = field(default_factory=lambda: Path(tempfile.gettempdir()))
    models: Path = Path(os.devnull)
    datasets: Path = LIBRARY
    secrets: tuple[Path, ...] = ()


@dataclass(frozen=True)
class Report:
    """Which layers are in force, and which attempts to escape succeeded (keys of `escapes.WORDS`)."""

    layers: dict[str, bool]
    escapes: list[str]
    seconds: float

    def told(self) -> dict[str, Any]:
        return asdict(self)


def probe(places: Places, found: Ways) -> Report:
    """Set the bait, let a child try, and tear everything down. Takes some 30 ms."""
    began = time.monotonic()
    places.runs.mkdir(parents=True, exist_ok=True)
    _clear_away(places.runs)
    with contextlib.ExitStack() as stack:
        ours = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="probe-")))
        home = Path(tempfile.mkdtemp(prefix=BAIT, dir=places.runs))
        stack.callback(shutil.rmtree, home, ignore_errors=True)
        bait = stack.enter_context(_bait(ours, home, places))
        escapes = _tried(bait, ours, places, found)
    return Report(found.layers(), escapes, round(time.monotonic() - began, 3))


def _clear_away(runs: Path) -> None:
    for folder in runs.glob(f"{BAIT}*"):
        with contextlib.suppress(OSError):
            if time.time() - folder.stat().st_mtime > OLD:
                shutil.rmtree(folder, ignore_errors=True)


def _tried(bait: Bait, ours: Path, places: Places, found: Ways) -> list[str]:
    scratch = ours / "scratch"
    scratch.mkdir()
    words = {"--out": bait.own_folder, "--models": places.models, "--datasets": places.datasets}
    argv = [str(bait.own_folder / "spec.json"), *(str(w) for pair in words.items() for w in pair)]
    order = Order(argv, Limits(memory_mb=MEMORY_MB), scratch, found)
    host = os.getpid()
    pid = os.fork()
    if pid == 0:
        run_child(order, host=host, work=lambda _argv: _write_down(bait))
    os.waitpid(pid, 0)
    try:
        return list(json.loads((bait.own_folder / VERDICT).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return ["unfinished"]


def _write_down(bait: Bait) -> int:
    verdict = succeeded(bait)
    (bait.own_folder / VERDICT).write_text(json.dumps(verdict), encoding="utf-8")
    return 0


@contextlib.contextmanager
def _bait(ours: Path, home: Path, places: Places) -> Iterator[Bait]:
    """A listener, a socket, a secret, another run and a variable; all within the host's own reach."""
    secret, other, own = ours / "secret", home / "other", home / "own"
    variable = f"SECRET_{secrets.token_hex(8).upper()}"
    for folder in (other, own):
        folder.mkdir()
    for path in (secret, other / "spec.json"):
        path.write_text("secret", encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as listener, socket.socket(socket.AF_UNIX) as local:
        local.bind(str(ours / "socket"))
        local.listen()
        os.environ[variable] = "secret"
        try:
            yield Bait(
                port=listener.getsockname()[1],
                socket=ours / "socket",
                secrets=(secret, *places.secrets),
                other_run=other,
                forbidden_folders=(ours, other, home, Path(tempfile.gettempdir())),
                own_folder=own,
                variable=variable,
                host=os.getpid(),
            )
        finally:
            del os.environ[variable]
