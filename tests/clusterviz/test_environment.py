"""The environment's settings as Django gets them."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from clusterviz import environment


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        pytest.param(
            "postgres://ada:s%40fe@db.local:5433/viz",
            {"NAME": "viz", "USER": "ada", "PASSWORD": "s@fe", "HOST": "db.local", "PORT": "5433"},
            id="every part of a PostgreSQL address is used, and percent signs are undone",
        ),
        pytest.param("postgresql:///viz", {"NAME": "viz", "HOST": "", "PORT": ""}, id="no host means the local socket"),
        pytest.param("sqlite:////data/viz.db", {"NAME": Path("/data/viz.db")}, id="an SQLite file anywhere"),
        pytest.param("", {"NAME": Path("/var/clusterviz.sqlite3")}, id="without an address SQLite lies in var"),
    ],
)
def test_database_address(url: str, expected: dict[str, object]) -> None:
    settings = environment.database(url, Path("/var"))
    assert {name: settings[name] for name in expected} == expected


def test_options_of_the_address_reach_the_driver() -> None:
    settings = environment.database("postgres://h/d?sslmode=require", Path("/var"))
    assert settings["OPTIONS"]["sslmode"] == "require"


def test_an_address_of_another_database_is_refused_in_one_sentence() -> None:
    with pytest.raises(environment.InvalidSetting, match=r"'oracle'; it must begin with postgres:// or sqlite://\.$"):
        environment.database("oracle://h/d", Path("/var"))


@pytest.mark.parametrize("value", ["abc", "0", "65536", "-1", "8000 "])
def test_a_port_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("PORT", value)
    with pytest.raises(environment.InvalidSetting, match="must be a number from 1 to 65535"):
        environment.port()


def test_the_broker_speaks_over_a_socket_in_var_that_kombu_understands() -> None:
    url = environment.redis_url(Path("/short"))
    assert (url, environment.broker_url(url)) == ("unix:///short/valkey.sock", "redis+socket:///short/valkey.sock")


def test_a_socket_path_too_long_for_the_system_moves_to_the_temporary_folder() -> None:
    path = environment.socket_path(Path("/" + "deep/" * 40))
    assert len(str(path)) <= environment.LONGEST_SOCKET_PATH


def test_one_secret_key_is_made_however_many_ask_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: environment.secret_key(tmp_path / "var"), range(8)))
    assert len(keys) == 1


def test_the_secret_key_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    environment.secret_key(tmp_path)
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600


def test_a_folder_that_cannot_be_made_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(environment.InvalidSetting, match=r"ClusterViz cannot write in .*/file/var: Not a directory\."):
        environment.secret_key(tmp_path / "file" / "var")
