"""Every setting that comes from outside, typed, in one place. docs/operations.md lists the same names."""

import os
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from lms.database import check_url

ROOT = Path(__file__).resolve().parent.parent


def data_folder() -> Path:
    """Where everything lives that is not code: databases, models, runs, secrets."""
    return Path(os.environ.get("DATA") or ROOT / "var").resolve()


def _check_redis(url: str) -> str:
    if not url.startswith(("redis://", "rediss://", "unix://")):
        raise ValueError("It must begin with redis://")
    return url


class Environment(BaseSettings):
    """Values from the environment, or from DATA/instance.env which `manage.py up` writes for this instance."""

    model_config = SettingsConfigDict(env_file_encoding="utf-8", extra="ignore")

    secret_key: str = Field(min_length=32)
    database_url: Annotated[str, AfterValidator(check_url)]
    redis_url: Annotated[str, AfterValidator(_check_redis)]
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
    "database_url": "Set DATABASE_URL (postgresql://user:password@host:5432/name); without it `make up` starts its own.",
    "redis_url": "Set REDIS_URL (redis://:password@host:6379/0); without it `make up` starts its own.",
}


# What `make up` makes itself where it is not given.
OWN = {
    "secret_key": "made from random characters by `make up`",
    "database_url": "postgresql:///own",
    "redis_url": "redis://own",
}


def read_environment(**known: Any) -> Environment:
    """The environment with what is known besides, or an exit that says which setting to mend and how."""
    try:
        return Environment(_env_file=data_folder() / "instance.env", **known)
    except ValidationError as error:
        lines = [_told(str(wrong["loc"][0]), wrong["msg"]) for wrong in error.errors()]
        raise SystemExit("Settings are missing or wrong:\n  " + "\n  ".join(lines)) from None


def _told(name: str, what: str) -> str:
    return f"{name.upper()}: {what.removeprefix('Value error, ')}. {HINTS.get(name, '')}".rstrip()


def check_given(**known: Any) -> None:
    """What `make up` is given, before it starts anything."""
    read_environment(
        **known, **{name: value for name, value in OWN.items() if not os.environ.get(name.upper())}
    )
