"""What a spec of the conformance suite needs: a JSON client of a whole cluster, and virtual time to let pass."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import sync_to_async

from core import clock
from core.models import Cluster
from simulator import lease
from simulator.lease import wall_now
from simulator.session import Session
from tests.api.client import Api, Response, Watch

Doc = dict[str, Any]

AGNHOST = "registry.k8s.io/e2e-test-images/agnhost:2.63.0"
NGINX = "registry.k8s.io/e2e-test-images/nginx:1.15-4"
PAUSE = "registry.k8s.io/pause:3.10.1"
MERGE = "application/merge-patch+json"
STRATEGIC = "application/strategic-merge-patch+json"
JSON_PATCH = "application/json-patch+json"
APPLY = "application/apply-patch+yaml"
LONGEST = 300
"""Virtual seconds that a spec waits for something, as upstream's framework."""
SECOND = 1_000_000


class Suite:
    """One cluster that lives as far as a spec lets it, and its administrator, at work in one namespace."""

    is_outside = False
    """Whether it is a server's cluster that is asked, in which nothing stands still."""

    def __init__(self, cluster: Cluster, namespace: str) -> None:
        self.api = Api(cluster)
        self.namespace = namespace
        self._cluster = cluster
        self._session: Session | None = None

    def core(self, resource: str, name: str = "") -> str:
        """The path of an object (or of all) in the namespace, of the core group."""
        return _joined(f"/api/v1/namespaces/{self.namespace}/{resource}", name)

    def group(self, group_version: str, resource: str, name: str = "") -> str:
        """The same of another group."""
        return _joined(f"/apis/{group_version}/namespaces/{self.namespace}/{resource}", name)

    async def new_namespace(self, base: str, level: str = "privileged") -> str:
        """A namespace as the framework makes them, once controllers have given it what every namespace has."""
        labels = {"e2e-framework": base, "e2e-run": "one", "pod-security.kubernetes.io/enforce": level}
        meta = {"generateName": f"{base}-", "labels": labels}
        made = await self.make("/api/v1/namespaces", {"apiVersion": "v1", "kind": "Namespace", "metadata": meta})
        name: str = made["metadata"]["name"]
        for given in ("serviceaccounts/default", "configmaps/kube-root-ca.crt"):
            await self.exists(f"/api/v1/namespaces/{name}/{given}", 30)
        return name

    async def make(self, path: str, body: Doc) -> Doc:
        return _expected(await self.api.post(path, body), 201)

    async def get(self, path: str) -> Doc:
        return _expected(await self.api.get(path), 200)

    async def revision(self, path: str) -> str:
        """Where a list stands, to watch from."""
        told: str = (await self.get(path))["metadata"]["resourceVersion"]
        return told

    async def items(self, path: str, selector: str = "") -> list[Doc]:
        """The objects of a list, of those that a label selector chooses."""
        chosen = f"?labelSelector={selector.replace('=', '%3D')}" if selector else ""
        found: list[Doc] = (await self.get(f"{path}{chosen}"))["items"]
        return found

    async def patch(self, path: str, body: Any, form: str = STRATEGIC) -> Doc:
        return _expected(await self.api.send("PATCH", path, body, content_type=form), 200)

    async def put(self, path: str, body: Doc) -> Doc:
        return _expected(await self.api.send("PUT", path, body), 200)

    async def delete(self, path: str, body: Doc | None = None) -> Doc:
        """Delete with DeleteOptions; the answer is the object where it stays for a while."""
        return _expected(await self.api.send("DELETE", path, body), 200)

    async def refused(self, method: str, path: str, body: Any, code: int) -> Doc:
        """The Status that a request is answered with which must not succeed."""
        form = MERGE if method == "PATCH" else "application/json"
        return _expected(await self.api.send(method, path, body, content_type=form), code)

    async def is_gone(self, path: str) -> bool:
        return (await self.api.get(path)).status == 404

    async def exists(self, path: str, seconds: float = LONGEST) -> None:
        async def told() -> bool:
            return not await self.is_gone(path)

        await self.until(told, seconds)

    async def log(self, name: str, query: str = "") -> str:
        response = await self.api.get(f"{self.core('pods', name)}/log{query}")
        assert response.status == 200, response.body
        return response.body.decode()

    async def change(self, path: str, do: Callable[[Doc], None]) -> Doc:
        """Read, change, write back, and once more when somebody wrote meanwhile."""
        for _ in range(5):
            held = await self.get(path)
            do(held)
            response = await self.api.send("PUT", path, held)
            if response.status != 409:
                return _expected(response, 200)
        raise AssertionError(f"{path} changes all the time")

    async def pass_time(self, seconds: float) -> None:
        if seconds:
            await sync_to_async(self._advance)(int(seconds * SECOND))

    async def until(self, told: Callable[[], Awaitable[Any]], seconds: float = LONGEST, every: float = 2) -> Any:
        """What is told once it is true, asked each ``every`` virtual seconds for ``seconds``."""
        waited = 0.0
        while not (answer := await told()):
            assert waited < seconds, f"not within {seconds} s"
            await self.pass_time(every)
            waited += every
        return answer

    async def became(self, path: str, wanted: Callable[[Doc], Any], seconds: float = LONGEST) -> Doc:
        """The object once it is as wanted."""
        held: Doc = {}

        async def told() -> bool:
            nonlocal held
            held = await self.get(path)
            return bool(wanted(held))

        try:
            await self.until(told, seconds)
        except AssertionError as error:
            raise AssertionError(f"{error}: {json.dumps(held)[:3000]}") from error
        return held

    async def goes(self, path: str, seconds: float = LONGEST) -> None:
        await self.until(lambda: self.is_gone(path), seconds)

    async def watched(self, path: str, since: str, wanted: Callable[[str, Doc], Any]) -> Doc:
        """The object of the first event since a revision that is as wanted; it must have happened already."""
        mark = "&" if "?" in path else "?"
        async with Watch(self.api, f"{path}{mark}watch=true&resourceVersion={since}") as watch:
            seen = []
            while True:
                try:
                    event = await asyncio.wait_for(watch.event(), 5)
                except TimeoutError as error:
                    raise AssertionError(f"not among the events {json.dumps(seen)[:3000]}") from error
                seen.append([event["type"], event["object"]])
                if wanted(event["type"], event["object"]):
                    found: Doc = event["object"]
                    return found

    def _advance(self, by: int) -> None:
        if self._session is None:
            epoch = lease.acquire(self._cluster.pk, "conformance")
            assert epoch is not None
            self._session = Session(self._cluster.pk, epoch)
        row = Cluster.objects.get(pk=self._cluster.pk)
        Cluster.objects.filter(pk=row.pk).update(**clock.advance(row, wall_now(), by))
        while Cluster.objects.get(pk=row.pk).target is not None:
            self._session.turn()


def _joined(path: str, name: str) -> str:
    return f"{path}/{name}" if name else path


def _expected(response: Response, code: int) -> Doc:
    assert response.status == code, f"{response.status} for {code}: {response.body.decode()[:2000]}"
    answer: Doc = response.doc
    return answer
