"""Uploads: what is read, what is said about it, and that nothing is stored by checking."""

import io
import json
import zipfile
from typing import Any

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile

from core.models import Cluster
from core.pages.manifests import items, upload
from tests.pages.build import account, config, deployment, pod
from tests.pages.conftest import Dashboard, Write

NAMESPACE = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}}


def text_of(*docs: Any) -> str:
    """The documents as one YAML file."""
    return yaml.safe_dump_all(docs)


def revision(dashboard: Dashboard) -> int:
    """The head of the log."""
    return Cluster.objects.get(pk=dashboard.cluster.pk).revision


def archive(**files: str | bytes) -> bytes:
    """A zip archive; `__` in a name stands for a slash, `_` for a dot."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name.replace("__", "/").replace("_", "."), content)
    return data.getvalue()


def send(dashboard: Dashboard, files: dict[str, str | bytes], code: int = 200) -> Any:
    """The answer to an upload of files with relative paths."""
    sent = [SimpleUploadedFile(path.rsplit("/", 1)[-1], _bytes(data)) for path, data in files.items()]
    return dashboard.upload(code, files=sent, paths=list(files))


def _bytes(data: str | bytes) -> bytes:
    return data.encode() if isinstance(data, str) else data


def only_error(checked: Any) -> Any:
    """The one error of the one document."""
    (document,) = checked["documents"]
    (error,) = document["errors"]
    assert checked["token"] == ""
    assert document["verdict"] == "error"
    return error


def test_a_new_document_is_told_as_new_and_not_stored(dashboard: Dashboard) -> None:
    before = revision(dashboard)
    checked = dashboard.upload(text=text_of(config(a="1")))
    (document,) = checked["documents"]
    assert (document["verdict"], document["kind"], document["namespace"]) == ("new", "ConfigMap", "default")
    assert checked["summary"] == {"new": 1, "changed": 0, "same": 0, "errors": 0, "warnings": 0}
    assert checked["token"]
    assert revision(dashboard) == before
    assert dashboard.object("configmaps", "default", "settings") is None


def test_applying_stores_all(dashboard: Dashboard) -> None:
    answer = dashboard.apply(text_of(config(a="1"), deployment()))
    assert answer == {"applied": 2, "revision": revision(dashboard)}
    assert dashboard.object("deployments.apps", "default", "web")


def test_the_same_again_is_told_as_same(dashboard: Dashboard) -> None:
    dashboard.apply(text_of(deployment()))
    (document,) = dashboard.upload(text=text_of(deployment()))["documents"]
    assert (document["verdict"], document["diff"]) == ("same", [])


def test_a_change_is_shown_against_the_cluster(dashboard: Dashboard) -> None:
    dashboard.apply(text_of(deployment(image="web:1")))
    (document,) = dashboard.upload(text=text_of(deployment(image="web:2")))["documents"]
    changed = [line for line in document["diff"] if line[0] != " "]
    assert document["verdict"] == "changed"
    assert [sign for sign, _line in changed] == ["-", "+"]
    assert "web:2" in changed[1][1]


def test_a_changed_secret_is_a_change_whose_values_are_not_shown(dashboard: Dashboard) -> None:
    secret = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}}
    dashboard.apply(text_of({**secret, "stringData": {"a": "hunter2"}}))
    (document,) = dashboard.upload(text=text_of({**secret, "stringData": {"a": "hunter3"}}))["documents"]
    assert document["verdict"] == "changed"
    assert "hunter" not in json.dumps(document["diff"])


def test_documents_may_stand_before_the_namespace_that_they_are_in(dashboard: Dashboard) -> None:
    inside = {**config(a="1"), "metadata": {"name": "settings", "namespace": "shop"}}
    dashboard.apply(text_of(inside, NAMESPACE))
    assert dashboard.object("configmaps", "shop", "settings")


def test_a_namespace_that_is_nowhere_is_an_error(dashboard: Dashboard) -> None:
    inside = {**config(a="1"), "metadata": {"name": "settings", "namespace": "shop"}}
    assert only_error(dashboard.upload(text=text_of(inside)))["message"] == 'namespaces "shop" not found'


@pytest.mark.parametrize(
    ("text", "line", "path", "message", "suggestion"),
    [
        pytest.param(
            "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\ndta: {}\n",
            5, "dta", 'unknown field "dta"', "data",
            id="an unknown field gets the nearest known one",
        ),
        pytest.param(
            "apiVersion: v1\nkind: ConfigMp\nmetadata:\n  name: x\n",
            2, "kind", 'no matches for kind "ConfigMp" in version "v1"', "ConfigMap",
            id="an unknown kind gets the nearest known one",
        ),
        pytest.param(
            "apiVersion: extensions/v1beta1\nkind: Deployment\nmetadata:\n  name: x\n",
            1, "apiVersion", 'no matches for kind "Deployment" in version "extensions/v1beta1"', "apps/v1",
            id="a version of the past gets today's",
        ),
        pytest.param(
            "apiVersion: authentication.k8s.io/v1\nkind: TokenReview\nspec: {}\n",
            2, "kind", "a TokenReview is a question to the API server; it cannot be stored", "",
            id="a question cannot be stored",
        ),
        pytest.param(
            "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\ndata:\n  a: 1\n",
            6, "data.a",
            "json: cannot unmarshal number into Go struct field ConfigMap.data of type string (expected text)", "",
            id="a wrong type",
        ),
        pytest.param("a: b\n", 1, "", "apiVersion is missing", "", id="no object at all"),
        pytest.param("just text\n", 1, "", "expected an object with apiVersion and kind, found text", "", id="text"),
        pytest.param(
            "a: [\n", 2, "", "did not find expected node content, while parsing a flow node", "",
            id="bad YAML",
        ),
        pytest.param(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: []\n", 3, "metadata", None, "",
            id="metadata of a wrong type",
        ),
        pytest.param("apiVersion: v1\nkind: ConfigMap\n", 1, "metadata.name", None, "", id="no metadata"),
    ],
)  # fmt: skip
def test_an_error_has_its_place_and_words(
    dashboard: Dashboard, text: str, line: int, path: str, message: str | None, suggestion: str
) -> None:
    error = only_error(dashboard.upload(text=text))
    assert (error["line"], error["path"], error["suggestion"]) == (line, path, suggestion)
    assert message in (None, error["message"])


def test_all_errors_of_all_documents_are_told_at_once(dashboard: Dashboard) -> None:
    bad = {**config(a="1"), "one": 1, "two": 2}
    checked = dashboard.upload(text=text_of(bad, config(a="1"), bad) + "---\n[")
    assert [len(document["errors"]) for document in checked["documents"]] == [2, 0, 2, 1]
    assert checked["summary"]["errors"] == 5


def test_one_bad_document_keeps_all_from_being_applied(dashboard: Dashboard) -> None:
    assert dashboard.upload(text=text_of(config(a="1"), {**config(), "x": 1}))["token"] == ""


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(b"\xff\xfea\x00", "is not UTF-8", id="UTF-16"),
        pytest.param(b"a: \x00", "control character U+0000", id="a NUL"),
        pytest.param(b"a: \x1b[31m", "control character U+001B", id="a terminal escape"),
        pytest.param(b"[" * 5000, "nested more than", id="deep nesting"),
        pytest.param(
            b"a: &a [x,x,x,x,x,x,x,x,x]\n"
            + b"".join(b"%c: &%c [%b]\n" % (98 + i, 98 + i, b",".join([b"*%c" % (97 + i)] * 9)) for i in range(9)),
            "aliases expand", id="a billion laughs",
        ),
        pytest.param(b"#" * (9 * 2**20), "at most 8 MiB are read", id="a file that is too large"),
        pytest.param(b"a: &x [*x]", "contains itself", id="a value inside itself"),
        pytest.param(b"a: !!python/name:os.system x", "unknown tag", id="a tag that runs code"),
    ],
)  # fmt: skip
def test_hostile_files_are_refused_in_words(dashboard: Dashboard, data: bytes, message: str) -> None:
    checked = send(dashboard, {"bad.yaml": data})
    assert any(message in error["message"] for document in checked["documents"] for error in document["errors"])
    assert checked["token"] == ""


def test_hostile_names_come_back_as_they_are_and_are_refused(dashboard: Dashboard) -> None:
    name = "<img src=x onerror=alert(1)>"
    checked = send(dashboard, {f"{name}.yaml": text_of({**config(), "metadata": {"name": name}})})
    assert "a lowercase RFC 1123 subdomain" in only_error(checked)["message"]


def test_folders_keep_their_paths(dashboard: Dashboard) -> None:
    checked = send(dashboard, {"app/one/a.yaml": text_of(config("a")), "app/two/b.json": json.dumps(config("b"))})
    assert [document["file"] for document in checked["documents"]] == ["app/one/a.yaml", "app/two/b.json"]


def test_what_is_no_manifest_is_named_as_ignored(dashboard: Dashboard) -> None:
    checked = send(dashboard, {"app/a.yaml": text_of(config("a")), "app/README.md": "x", "app/run.sh": "x"})
    assert checked["ignored"] == ["app/README.md", "app/run.sh"]
    assert len(checked["files"]) == 1


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("../../etc/passwd.yaml", "etc/passwd.yaml"),
        ("/abs/a.yaml", "abs/a.yaml"),
        ("C:\\x\\a.yaml", "C:/x/a.yaml"),
        ("a\x1b[31m\n.yaml", "a[31m.yaml"),
        ("", "unnamed"),
        ("..", "unnamed"),
    ],
)
def test_paths_are_made_harmless(path: str, shown: str) -> None:
    assert upload.clean_path(path) == shown


def test_a_zip_archive_is_read(dashboard: Dashboard) -> None:
    data = archive(
        app__a_yaml=text_of(config("a")), app__b_yml=text_of(config("b")), app__logo_png=b"x", __MACOSX___a_yaml="?"
    )
    checked = send(dashboard, {"app.zip": data})
    assert [document["file"] for document in checked["documents"]] == ["app.zip/app/a.yaml", "app.zip/app/b.yml"]
    assert checked["ignored"] == ["app.zip/app/logo.png"]


def test_a_zip_bomb_is_not_unpacked(dashboard: Dashboard) -> None:
    bomb = archive(**{f"f{index}_yaml": b"#" * (7 * 2**20) for index in range(8)})
    assert len(bomb) < 100_000
    checked = send(dashboard, {"bomb.zip": bomb})
    assert sum(file["bytes"] for file in checked["files"]) <= upload.LARGEST_UPLOAD
    assert "more than 32 MiB in all" in checked["documents"][-1]["errors"][0]["message"]


def test_a_member_that_is_larger_than_it_says_is_refused(dashboard: Dashboard) -> None:
    checked = send(dashboard, {"a.zip": archive(a_yaml=b"#" * (20 * 2**20))})
    assert "at most 8 MiB are read" in only_error(checked)["message"]


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04", b"not a zip", archive(a_yaml="x: 1")[:-30]],
    ids=["nothing", "a beginning", "text", "an archive cut short"],
)
def test_a_broken_archive_is_told(dashboard: Dashboard, data: bytes) -> None:
    assert "zip archive" in only_error(send(dashboard, {"a.zip": data}))["message"]


def test_a_damaged_member_is_told(dashboard: Dashboard) -> None:
    data = bytearray(archive(a_yaml=text_of(config("a", text="long enough to be packed " * 20))))
    data[60] ^= 0xFF
    assert "damaged or encrypted" in only_error(send(dashboard, {"a.zip": bytes(data)}))["message"]


def test_more_files_than_are_read_end_with_a_note(dashboard: Dashboard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload, "MOST_FILES", 2)
    checked = send(dashboard, {f"{name}.yaml": text_of(config(name)) for name in "abcd"})
    assert [bool(document["errors"]) for document in checked["documents"]] == [False, False, True]


def test_more_documents_than_are_read_end_with_a_note(dashboard: Dashboard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(items, "MOST_DOCUMENTS", 2)
    checked = dashboard.upload(text=text_of(*(config(name) for name in "abcd")))
    assert "more than 2 documents" in checked["documents"][-1]["errors"][0]["message"]


@pytest.mark.parametrize("form", [{}, {"text": ""}, {"other": "x"}])
def test_nothing_sent_is_told(dashboard: Dashboard, form: Any) -> None:
    assert "Nothing was sent" in dashboard.upload(400, **form)["error"]["message"]


def test_a_body_that_is_no_upload_is_told(dashboard: Dashboard) -> None:
    for body, kind in (
        (b"x", "multipart/form-data"),
        (b"--x\r\n", "multipart/form-data; boundary=x"),
        (b"{}", "application/json"),
    ):
        response = dashboard.client.generic("POST", dashboard.prefix + "manifests/check", body, content_type=kind)
        assert response.status_code == 400


def test_what_kubectl_get_wrote_can_be_applied(dashboard: Dashboard) -> None:
    exported = {**config(a="1"), "metadata": {"name": "settings", "uid": "x", "resourceVersion": "7", "generation": 3}}
    (document,) = dashboard.upload(text=text_of(exported))["documents"]
    assert document["verdict"] == "new"
    assert document["warnings"] == [
        "Set by the server, so left out here: metadata.uid, metadata.resourceVersion, metadata.generation."
    ]


def test_the_same_object_twice_is_warned_of(dashboard: Dashboard) -> None:
    first, second = dashboard.upload(text=text_of(config(a="1"), config(a="2")))["documents"]
    assert first["warnings"] == [
        f"The same object stands again in pasted.yaml, line {second['line']}; that one counts."
    ]
    assert second["warnings"] == []


def test_an_image_that_cannot_be_pulled_is_warned_of(dashboard: Dashboard) -> None:
    (document,) = dashboard.upload(text=text_of(deployment(image="${PREFIX}/web:1")))["documents"]
    assert "InvalidImageName" in document["warnings"][0]


@pytest.mark.parametrize(
    "image", ["nginx", "web:1", "docker.io/library/nginx:1.2", "r.io:5000/a/b_c@sha256:" + "0" * 64]
)
def test_a_good_image_is_not(dashboard: Dashboard, image: str) -> None:
    (document,) = dashboard.upload(text=text_of(deployment(image=image)))["documents"]
    assert document["warnings"] == []


def test_a_service_without_pods_is_warned_of(dashboard: Dashboard) -> None:
    service = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "web"},
        "spec": {"selector": {"app": "web"}, "ports": [{"port": 80}]},
    }
    (document,) = dashboard.upload(text=text_of(service))["documents"]
    assert "No pod" in document["warnings"][0]
    assert not any(one["warnings"] for one in dashboard.upload(text=text_of(service, deployment()))["documents"])


def test_capacity_tells_what_is_asked_and_free(dashboard: Dashboard) -> None:
    room = dashboard.upload(text=text_of(deployment(replicas=3)))["capacity"]
    assert (room["cpu"], room["memory"], room["pods"], room["fits"]) == (300, 3 * 64 * 2**20, 3, True)
    dashboard.apply(text_of(deployment(replicas=3)))
    grown = dashboard.upload(text=text_of(deployment(replicas=100_000)))["capacity"]
    assert (grown["pods"], grown["fits"]) == (99_997, False)
    assert dashboard.upload(text=text_of(config(a="1")))["capacity"] is None


def test_capacity_counts_what_runs(dashboard: Dashboard, create: Write) -> None:
    create(account())
    before = dashboard.upload(text=text_of(deployment()))["capacity"]
    create(pod(node="node-1", containers=[{"name": "m", "image": "m", "resources": {"requests": {"cpu": "1"}}}]))
    after = dashboard.upload(text=text_of(deployment()))["capacity"]
    assert (before["free_cpu"] - after["free_cpu"], before["free_pods"] - after["free_pods"]) == (1000, 1)
