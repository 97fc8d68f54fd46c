"""What the environment says: the folder of the running state, the database, the broker and the secret key."""

import contextlib
import hashlib
import os
import secrets
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

ROOT = Path(__file__).resolve().parent.parent

# A socket's path must fit into sockaddr_un: 108 bytes on Linux, 104 on macOS, with its closing zero.
LONGEST_SOCKET_PATH = 100

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY"
)


class InvalidSetting(ValueError):
    """A setting of the environment cannot be used; its text is one sentence for a person."""


def var_folder() -> Path:
    """The folder of everything that a running ClusterViz keeps: `CLUSTERVIZ_VAR`, or `var/` in the checkout."""
    return Path(os.environ.get("CLUSTERVIZ_VAR") or ROOT / "var").absolute()


def port() -> int:
    """The port of the web server on the loopback interface: `PORT`, or 8000."""
    return _port("PORT", os.environ.get("PORT") or "8000")


def api_port() -> int:
    """The port of the clusters' Kubernetes APIs on the loopback interface: `API_PORT`, or 6443."""
    return _port("API_PORT", os.environ.get("API_PORT") or "6443")


def _port(name: str, value: str) -> int:
    if not value.isdecimal() or not 1 <= int(value) <= 65535:
        raise InvalidSetting(f"{name} is {value!r}; it must be a number from 1 to 65535.")
    return int(value)


def database(url: str, var: Path) -> dict[str, Any]:
    """Django's database settings for `DATABASE_URL` (`postgres://user:password@host:port/name`, `sqlite:///path`)."""
    if not url:
        return _sqlite(var / "clusterviz.sqlite3")
    parts = urlsplit(url)
    if parts.scheme in ("postgres", "postgresql"):
        return _postgresql(parts)
    if parts.scheme == "sqlite":
        return _sqlite(Path("/" + unquote(parts.path).lstrip("/")))
    raise InvalidSetting(f"DATABASE_URL begins with {parts.scheme!r}; it must begin with postgres:// or sqlite://.")


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        # IMMEDIATE: a transaction that begins by reading and then writes would otherwise fail when another wrote.
        "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE", "init_command": SQLITE_PRAGMAS},
    }


def _postgresql(parts: Any) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5} | dict(parse_qsl(parts.query)),
    }


def socket_path(var: Path) -> Path:
    """Where the embedded Valkey listens: in `var`, or in a private temporary folder when that path is too long."""
    path = var / "valkey.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
        return path
    digest = hashlib.sha256(os.fsencode(var)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"clusterviz-{os.getuid()}-{digest}" / "valkey.sock"


def redis_url(var: Path) -> str:
    """The URL by which redis-py reaches the broker: `REDIS_URL`, or the embedded Valkey's socket."""
    return os.environ.get("REDIS_URL") or f"unix://{socket_path(var)}"


def broker_url(url: str) -> str:
    """The same server in the words of kombu, which names a unix socket `redis+socket://`."""
    return "redis+socket://" + url.removeprefix("unix://") if url.startswith("unix://") else url


def secret_key(var: Path) -> str:
    """The key that signs sessions, made once and readable only by its owner."""
    path = var / "secret-key"
    try:
        return path.read_text() if path.exists() else _make_secret_key(path)
    except OSError as error:
        raise InvalidSetting(f"ClusterViz cannot write in {var}: {error.strerror}.") from None


def _make_secret_key(path: Path) -> str:
    """Write a new key beside its place and link it there, so that of several processes that start at once one wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=".secret-key-") as draft:  # mode 0600
        draft.write(secrets.token_urlsafe(48))
        draft.flush()
        with contextlib.suppress(FileExistsError):
            os.link(draft.name, path)
    return path.read_text()
