"""The compose file starts the parts of `manage.py up` with the same commands; no container engine is needed to see it."""

import json
from pathlib import Path

import yaml

from lms.env import Environment
from lms.up.parts import product

ROOT = Path(__file__).resolve().parent.parent.parent
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]


def test_every_part_has_a_service_of_its_own():
    assert {"web", "worker", "gpu-worker", "postgres", "valkey", "beat"} <= set(SERVICES)


def test_gpu_workers_can_be_scaled():
    assert not {"container_name", "ports"} & set(SERVICES["gpu-worker"])


def test_workers_and_beat_run_the_commands_of_up():
    parts = {part.name: part.command for part in product("127.0.0.1", 8000)}
    for service, part in (("worker", "worker-default"), ("gpu-worker", "worker-gpu"), ("beat", "beat")):
        wanted, given = (
            [w for w in command if not w.isdigit()] for command in (parts[part], SERVICES[service]["command"])
        )
        after_python = wanted[1:] if wanted[1] != "-m" else wanted[2:]
        assert given[-len(after_python) :] == after_python, service


def test_the_worker_image_starts_what_compose_starts():
    command = SERVICES["gpu-worker"]["command"]
    assert json.dumps(command) in (ROOT / "Dockerfile").read_text()


def test_the_environment_names_real_settings_and_no_default_secret():
    environment = SERVICES["web"]["environment"]
    assert {name.lower() for name in environment} <= set(Environment.model_fields)
    assert ":?" in environment["SECRET_KEY"]


def test_what_a_service_waits_for_exists():
    for name, service in SERVICES.items():
        assert set(service.get("depends_on", {})) <= set(SERVICES), name


def test_the_dockerfile_builds_the_targets_and_keeps_torch_out_of_the_web_image():
    text = (ROOT / "Dockerfile").read_text()
    web, worker = text.split("FROM web AS worker")
    targets = {service["build"]["target"] for service in SERVICES.values() if "build" in service}
    assert targets == {"web", "worker"}
    assert "--group worker" not in web
    assert "--group worker" in worker
