"""The warm host: `python -m training_jobs.engine.host` imports torch once and forks a child per run.

It reads JSON lines on stdin and answers on stdout:

    {"start": ID, "argv": ["spec.json", "--out", DIR, ...], "limits": {...}}
        -> {"started": ID, "pid": PID}, and when the child ends {"ended": ID, "exit": CODE | null, "signal": N | null}
    {"kill": ID, "signal": "TERM" | "USR1" | "KILL"}

Before all that it says {"ready": true, "pid": PID, "seconds": S, "rss_mb": M, "seal": {...}}: what a child that was
sealed off like a run could reach (see training_jobs.engine.probing). A line that it cannot use gets {"refused": ID |
null, "reason": TEXT}. An end also tells "rss_mb", by which the worker sees a host that leaks. When stdin closes it
kills every child's group and ends. It never runs a torch operation: threads that torch starts would not survive the
fork.
"""

import argparse
import contextlib
import gc
import importlib
import json
import os
import resource
import selectors
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from training_jobs.engine import probing, seal
from training_jobs.engine.child import Order, run_child
from training_jobs.engine.device import wait_politely
from training_jobs.engine.seal.limits import Limits

# transformers imports model classes when they are first asked for; these are the catalogue's.
_NEEDED = (
    "torch",
    "torch.optim.adamw",
    "safetensors.torch",
    "tokenizers",
    "peft",
    "peft.utils.transformers_weight_conversion",
    "transformers.generation.utils",
    "transformers.models.auto.modeling_auto",
    "transformers.models.bert.modeling_bert",
    "transformers.models.bert.tokenization_bert",
    "transformers.models.llama.modeling_llama",
    "transformers.tokenization_utils_tokenizers",
    "training_jobs.engine.__main__",
    "training_jobs.engine.grading",
    "training_jobs.engine.loop",
    "training_jobs.engine.objectives.classification",
    "training_jobs.engine.objectives.generation",
    "training_jobs.engine.pooled",
    "training_jobs.engine.prompting",
)
_SIGNALS = {"TERM": signal.SIGTERM, "USR1": signal.SIGUSR1, "KILL": signal.SIGKILL}


class BadRequest(ValueError):
    """A request line that the host cannot use."""


@dataclass
class Host:
    """Children by run id; answers go to `out`, one JSON line each."""

    out: TextIO
    found: seal.Ways = field(default_factory=seal.Ways)
    children: dict[str, int] = field(default_factory=dict)
    scratches: dict[str, Path] = field(default_factory=dict)

    def handle(self, line: str) -> None:
        """Do what one request line asks."""
        asked: dict[str, Any] = {}
        try:
            asked = _request(line)
            if "start" in asked:
                self._start(str(asked["start"]), asked)
            else:
                self._kill(str(asked["kill"]), str(asked.get("signal", "TERM")))
        except (BadRequest, OSError) as error:
            self.say(refused=asked.get("start", asked.get("kill")), reason=str(error))

    def reap(self) -> None:
        """Tell of every child that has ended; what is left of its group is killed."""
        for run, pid in list(self.children.items()):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if not ended:
                continue
            del self.children[run]
            _signal_group(pid, signal.SIGKILL)
            shutil.rmtree(self.scratches.pop(run), ignore_errors=True)
            code = os.waitstatus_to_exitcode(status)
            how = {"exit": code if code >= 0 else None, "signal": -code if code < 0 else None}
            self.say(ended=run, **how, rss_mb=rss_mb())

    def end(self) -> None:
        """Kill every group and wait for the children."""
        for pid in self.children.values():
            _signal_group(pid, signal.SIGKILL)
        for pid in self.children.values():
            os.waitpid(pid, 0)
        for scratch in self.scratches.values():
            shutil.rmtree(scratch, ignore_errors=True)
        self.children.clear()
        self.scratches.clear()

    def say(self, **answer: Any) -> None:
        self.out.write(json.dumps(answer) + "\n")
        self.out.flush()

    def _start(self, run: str, asked: dict[str, Any]) -> None:
        if run in self.children:
            raise BadRequest(f"{run} is already running")
        argv, limits = _argv(asked), _limits(asked)
        scratch = Path(tempfile.mkdtemp(prefix="run-"))
        host, pid = os.getpid(), os.fork()
        if pid == 0:
            run_child(Order(argv, limits, scratch, self.found), host=host)
        self.children[run], self.scratches[run] = pid, scratch
        self.say(started=run, pid=pid)

    def _kill(self, run: str, name: str) -> None:
        if name not in _SIGNALS:
            raise BadRequest(f"signal is one of {', '.join(_SIGNALS)}")
        if run in self.children:
            _signal_group(self.children[run], _SIGNALS[name])


def serve(argv: Sequence[str] = ()) -> None:
    """Answer requests until stdin closes."""
    places = _places(argv)
    requests, answers = _private_pipes()
    started = time.monotonic()
    preload()
    host = Host(answers, seal.ways())
    report = probing.probe(places, host.found).told()
    wakes = _wake_on_child_end()
    seconds = round(time.monotonic() - started, 2)
    host.say(ready=True, pid=os.getpid(), seconds=seconds, rss_mb=rss_mb(), seal=report)
    try:
        _answer_requests(host, requests, wakes)
    finally:
        host.end()


def preload() -> None:
    """Import all that a run needs, so that a child does not: the first import takes seconds."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    wait_politely()
    for name in _NEEDED:
        importlib.import_module(name)
    if sys.modules["torch"].cuda.is_initialized():
        raise RuntimeError("The warm host must not touch the GPU: a forked child could not use it.")
    # transformers compiles a thousand patterns for the names of other models' weights when it first loads one.
    sys.modules["transformers.conversion_mapping"].get_checkpoint_conversion_mapping("bert")
    # Without this, the children's first collection would copy most of the host's memory.
    gc.collect()
    gc.freeze()


def rss_mb() -> float:
    """Memory of this process that is in use now, in megabytes; at its highest where only that is known."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return round(pages * resource.getpagesize() / 2**20, 1)


def _places(argv: Sequence[str]) -> probing.Places:
    parser = argparse.ArgumentParser(prog="python -m training_jobs.engine.host")
    for name in ("runs", "models", "datasets"):
        parser.add_argument(f"--{name}", type=Path, default=getattr(probing.Places(), name))
    parser.add_argument("--secret", dest="secrets", type=Path, action="append", default=[])
    asked = parser.parse_args(argv)
    return probing.Places(asked.runs, asked.models, asked.datasets, tuple(asked.secrets))


def _answer_requests(host: Host, requests: int, wakes: int) -> None:
    pending = b""
    with selectors.DefaultSelector() as waiting:
        waiting.register(requests, selectors.EVENT_READ)
        waiting.register(wakes, selectors.EVENT_READ)
        while True:
            ready = {key.fd for key, _ in waiting.select()}
            if wakes in ready:
                os.read(wakes, 4096)
            if requests in ready:
                received = os.read(requests, 65536)
                if not received:
                    return
                *lines, pending = (pending + received).split(b"\n")
                for line in lines:
                    host.handle(line.decode("utf-8", "replace"))
            host.reap()


def _private_pipes() -> tuple[int, TextIO]:
    """Keep stdin and stdout for the protocol alone; a stray print goes to stderr."""
    requests, answers = os.dup(0), os.dup(1)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return requests, os.fdopen(answers, "w", encoding="utf-8")


def _wake_on_child_end() -> int:
    """A descriptor that becomes readable when a child ends."""
    readable, writable = os.pipe()
    os.set_blocking(writable, False)
    signal.signal(signal.SIGCHLD, lambda number, frame: None)
    signal.set_wakeup_fd(writable, warn_on_full_buffer=False)
    return readable


def _request(line: str) -> dict[str, Any]:
    try:
        asked = json.loads(line)
    except ValueError as error:
        raise BadRequest("a request is one JSON object per line") from error
    if not isinstance(asked, dict) or ("start" in asked) == ("kill" in asked):
        raise BadRequest("a request has either 'start' or 'kill'")
    return asked


def _argv(asked: dict[str, Any]) -> list[str]:
    argv = asked.get("argv")
    if (
        not isinstance(argv, list)
        or not all(isinstance(word, str) for word in argv)
        or "--out" not in argv[:-1]
    ):
        raise BadRequest("'argv' is a list of strings with a spec file and --out DIR")
    return argv


def _limits(asked: dict[str, Any]) -> Limits:
    try:
        return Limits(**asked.get("limits", {}))
    except TypeError as error:
        raise BadRequest(f"limits: {error}") from error


def _signal_group(pid: int, number: int) -> None:
    """Signal the group that the child leads, or the child alone if it has not founded the group yet."""
    try:
        os.killpg(pid, number)
    except ProcessLookupError:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


if __name__ == "__main__":
    serve(sys.argv[1:])
