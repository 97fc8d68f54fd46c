"""A cluster, a user who is signed in, and the dashboard's addresses."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from core.clients import open_store
from core.founding import found
from core.inputs import admitted
from core.meta.objects import Doc, Key
from core.models import Cluster
from simulator import clusters

SEED = "1"
BEGINNING = 1_700_000_000_000_000


@pytest.fixture
def ada(db: None) -> User:
    """A user who is no administrator."""
    return User.objects.create_user("ada", password="lovelace")


@pytest.fixture
def cluster(ada: User) -> Cluster:
    """Ada's cluster `demo` in its first moment, paused."""
    documents = clusters.documents("demo", SEED)
    return found("demo", documents, beginning=BEGINNING, owner=ada, seed=SEED, paused=True, template="demo")


class Dashboard:
    """What the browser asks, as JSON."""

    def __init__(self, client: Client, cluster: Cluster) -> None:
        self.client = client
        self.cluster = cluster
        self.prefix = f"/ui/clusters/{cluster.name}/"

    def get(self, path: str, code: int = 200, **query: Any) -> Any:
        """The answer's body; the status must be `code`."""
        return self._body(self.client.get(self.prefix + path, query), code)

    def send(self, method: str, path: str, body: Any, code: int = 200) -> Any:
        """The answer to a JSON body."""
        response = self.client.generic(method, self.prefix + path, _text(body), content_type="application/json")
        return self._body(response, code)

    def post(self, path: str, body: Any, code: int = 200) -> Any:
        """As `send` with POST."""
        return self.send("POST", path, body, code)

    def upload(self, code: int = 200, **form: Any) -> Any:
        """The answer of `manifests/check`."""
        return self._body(self.client.post(self.prefix + "manifests/check", form), code)

    def apply(self, text: str) -> Any:
        """Check and apply a text that has no errors."""
        checked = self.upload(text=text)
        assert checked["token"], checked["documents"]
        return self.post("manifests/apply", {"token": checked["token"]})

    def object(self, resource: str, namespace: str, name: str) -> Doc | None:
        """The stored object."""
        return open_store(self.cluster).get(Key(resource, namespace, name))

    @staticmethod
    def _body(response: Any, code: int) -> Any:
        assert response.status_code == code, response.content[:2000]
        return response.json()


def _text(body: Any) -> Any:
    return body if isinstance(body, str | bytes) else json.dumps(body)


@pytest.fixture
def dashboard(client: Client, ada: User, cluster: Cluster, empty_cache: None) -> Dashboard:
    """Ada's dashboard of `demo`."""
    client.force_login(ada)
    return Dashboard(client, cluster)


Write = Callable[[Doc], Doc]


@pytest.fixture
def create(cluster: Cluster) -> Write:
    """Creates an object as a person named ann."""

    def create(doc: Doc) -> Doc:
        with admitted(cluster, "ann") as door:
            return door.create(doc)

    return create


@pytest.fixture
def update(cluster: Cluster) -> Write:
    """Replaces an object, status included, as a controller would."""

    def update(doc: Doc) -> Doc:
        with admitted(cluster, "test-controller") as door:
            stored = door.update(doc)
            return door.update_status({**stored, "status": doc["status"]}) if "status" in doc else stored

    return update
