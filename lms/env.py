"""Every setting that comes from outside, typed, in one place. docs/operations.md lists the same names."""

import os
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


def data_folder() -> Path:
    """Where everything lives that is not code: databases, models, runs, secrets."""
    return Path(os.environ.get("DATA") or ROOT / "var").resolve()


class Environment(BaseSettings):
    """Values from the environment, or from DATA/instance.env which `manage.py up` writes for this instance."""

    model_config = SettingsConfigDict(env_file_encoding="utf-8", extra="ignore")

    secret_key: str = Field(min_length=32)
    database_url: str
    redis_url: str
    data: Path = Field(default_factory=data_folder)
    models: Path | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    site_url: str = ""
    allowed_hosts: str = "localhost,127.0.0.1,[::1]"
    secure: bool = False
    debug: bool = False
    demo: bool = True
    keep_connections: bool = True
    web_threads: int = Field(default=8, ge=1, le=64)
    lease_seconds: int = Field(default=20, ge=5, le=600)
    run_seconds: int = Field(default=1800, ge=10)
    checkpoint_seconds: float = Field(default=30, ge=0)
    quota_seconds: int = Field(default=4 * 3600, ge=0)
    runs_at_once: int = Field(default=2, ge=0)
    queue_patience_seconds: int = Field(default=300, ge=0)
    worker_labels: str = ""
    worker_memory_mb: int = Field(default=0, ge=0)
    unsealed_worker: bool = False
    embed_hosts: str = Field(default="", pattern=r"^[A-Za-z0-9.,: -]*$")
    upload_bytes: int = Field(default=20_000_000, ge=1_000)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    server_email: str = "learning-curve@localhost"

    @property
    def origin(self) -> str:
        return self.site_url.rstrip("/") or f"http://{self.host}:{self.port}"


HINTS = {
    "secret_key": "SECRET_KEY needs at least 32 random characters; `make up` makes one for you in DATA/instance.env.",
    "database_url": "Set DATABASE_URL (postgresql://user:password@host:5432/name), or start the product with `make up`.",
    "redis_url": "Set REDIS_URL (redis://:password@host:6379/0), or start the product with `make up`.",
}


def read_environment() -> Environment:
    """The environment, or an exit that says which setting to mend and how."""
    try:
        return Environment(_env_file=data_folder() / "instance.env")
    except ValidationError as error:
        lines = [
            f"{'.'.join(map(str, e['loc'])).upper()}: {e['msg']}. {HINTS.get(str(e['loc'][0]), '')}"
            for e in error.errors()
        ]
        raise SystemExit("Settings are missing or wrong:\n  " + "\n  ".join(lines)) from None
