"""`var/kubeconfig` names the clusters that there are, and nobody else reads it."""

from pathlib import Path

import pytest
import yaml
from django.conf import LazySettings

from clusterviz import contexts
from clusterviz.supervisor.preparation import prepare_kubeconfig
from core.founding import found


@pytest.mark.django_db(transaction=True)
def test_the_kubeconfig_follows_the_clusters(tmp_path: Path, settings: LazySettings) -> None:
    settings.VAR = tmp_path
    found("early", [])
    assert not (tmp_path / contexts.FILE).exists()
    contexts.write(tmp_path)
    late = found("late", [])
    assert names(tmp_path) == ["early", "late"]
    assert (tmp_path / contexts.FILE).stat().st_mode & 0o077 == 0
    late.delete()
    assert names(tmp_path) == ["early"]


@pytest.mark.django_db(transaction=True)
def test_the_port_is_that_of_the_last_start(tmp_path: Path, settings: LazySettings) -> None:
    settings.API_PORT = 7001
    assert contexts.address(tmp_path) == "https://127.0.0.1:7001"
    settings.VAR = tmp_path
    prepare_kubeconfig(tmp_path)
    settings.API_PORT = 6443
    found("late", [])
    config = yaml.safe_load((tmp_path / contexts.FILE).read_text())
    assert config["clusters"][0]["cluster"]["server"] == "https://127.0.0.1:7001/clusters/late"


def names(folder: Path) -> list[str]:
    config = yaml.safe_load((folder / contexts.FILE).read_text())
    return [context["name"] for context in config["contexts"]]
