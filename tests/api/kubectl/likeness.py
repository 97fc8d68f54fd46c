"""What kubectl prints, without what differs between two moments and two versions of kubectl."""

from __future__ import annotations

import re

_AGE = re.compile(r"<invalid>|<unknown>|\b(\d+[smhdy])+( \(x\d+ over (\d+[smhdy])+\))?(?= |$)")
_OF_A_VERSION = re.compile(r"Namespace:|Time Zone: <unset>| *(ConfigMap)?Optional:")
"""Lines that one version of kubectl prints and another does not."""
_EVENT = re.compile(r" (Normal|Warning) ")


def plain(text: str, *, events: bool = True) -> list[str]:
    """The lines with single spaces and every age as `AGE`; events are sorted, or left out as newer kubectls do."""
    lines = [re.sub(r" {2,}", " ", _AGE.sub("AGE", line)).rstrip() for line in text.splitlines()]
    kept = [line for line in lines if not _OF_A_VERSION.match(line)]
    told = sorted(line for line in kept if _EVENT.match(line))
    rest = [line for line in kept if not _EVENT.match(line)]
    if events:
        return rest + told
    return [line for line in rest if not re.match(r"Events:| Type Reason Age From| -+ -+ -+ -+ -+$", line)]
