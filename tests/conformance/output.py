"""What a container prints until its pod is over, as `TestContainerOutput` of upstream's framework asks for it."""

from __future__ import annotations

import re
from typing import Any

from tests.conformance.objects import AGNHOST, BUSYBOX, container, pod
from tests.conformance.suite import Doc, Suite

NAME = "test-container"


async def ended(suite: Suite, body: Doc, phase: str = "Succeeded") -> Doc:
    """Make a pod, and wait until it has ended as it should."""
    made = await suite.make(suite.core("pods"), body)
    path = suite.core("pods", made["metadata"]["name"])
    held = await suite.became(path, lambda one: one["status"]["phase"] in ("Succeeded", "Failed"))
    assert held["status"]["phase"] == phase, held["status"]
    return held


async def printed(suite: Suite, body: Doc, *wanted: str, of: str = NAME) -> str:
    """What a container of a pod printed, of which each of these texts is a part."""
    held = await ended(suite, body)
    text = await suite.log(held["metadata"]["name"], f"?container={of}")
    for one in wanted:
        assert one in text, f"{one!r} is not in {text!r}"
    return text


async def matched(suite: Suite, body: Doc, *patterns: str) -> str:
    text = await printed(suite, body)
    for pattern in patterns:
        assert re.search(pattern, text, re.MULTILINE), f"{pattern!r} is not in {text!r}"
    return text


def shell(name: str, *script: str, **fields: Any) -> Doc:
    """A pod that runs a script of busybox once."""
    command = fields.pop("command", ["sh", "-c"])
    spec = fields.pop("spec", {})
    given = {"args": list(script)} if fields.pop("as_args", False) else {}
    whole = command if given else [*command, *script]
    made = container(NAME, BUSYBOX, command=whole, **given, **fields)
    return pod(name, made, restartPolicy="Never", **spec)


def agnhost(name: str, *args: str, **fields: Any) -> Doc:
    """A pod that runs a command of agnhost once."""
    spec = fields.pop("spec", {})
    return pod(name, container(NAME, AGNHOST, args=list(args), **fields), restartPolicy="Never", **spec)
