"""The kubeconfigs that ClusterViz writes and prints let kubectl in as they are."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.api.kubectl.conftest import FAST, Kubectl

pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("processes")]


def test_anybody_gets_one_that_names_them(
    server: dict[str, str], root: Path, kubectl_in: Callable[..., Kubectl]
) -> None:
    # Without API_PORT beside it, as in another terminal than the server's.
    env = {name: value for name, value in server.items() if name != "API_PORT"}
    command = [sys.executable, "manage.py", "kubeconfig", "--cluster", FAST, "--user", "eve", "--group", "devs"]
    printed = subprocess.run(command, cwd=root, env=env, check=True, capture_output=True, text=True).stdout
    administrator = kubectl_in("printed")
    administrator("create", "rolebinding", "devs", "--clusterrole=view", "--group=devs")
    path = administrator.folder / "eve.kubeconfig"
    path.write_text(printed)
    administrator.env["KUBECONFIG"] = str(path)
    asked = "{.status.userInfo.username} {.status.userInfo.groups}"
    assert administrator("auth", "whoami", "-o", f"jsonpath={asked}") == 'eve ["devs","system:authenticated"]'
    assert administrator("get", "configmaps", "-n", "printed", "-o", "name") == "configmap/kube-root-ca.crt\n"
    with pytest.raises(AssertionError, match='cannot list resource "secrets"'):
        administrator("get", "secrets", "-n", "printed")


def test_the_administrators_is_for_its_owners_eyes(server: dict[str, str]) -> None:
    assert os.stat(Path(server["CLUSTERVIZ_VAR"]) / "kubeconfig").st_mode & 0o077 == 0
