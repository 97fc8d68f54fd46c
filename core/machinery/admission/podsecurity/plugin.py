"""PodSecurity: pods that break their namespace's standard are refused, templates of such pods are warned of.

Source: k8s.io/pod-security-admission/admission/admission.go.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from core.machinery.admission.podsecurity import policy, standards
from core.machinery.admission.podsecurity.finding import Finding, containers
from core.machinery.admission.podsecurity.policy import PREFIX, PRIVILEGED, Policy, Standard
from core.machinery.admission.request import Request
from core.meta import errors, objects
from core.meta.fields import FieldError, quote
from core.meta.objects import Doc, Key

EXEMPTIONS: Final = Key("configmaps", "kube-system", "pod-security-exemptions")
"""What a kube-apiserver is told in a file: `usernames`, `namespaces`, `runtimeClasses`, each a list by spaces."""
MOST_CHECKED: Final = 3000
_MEMO_SIZE: Final = 2048
_passed: dict[tuple[int, Standard], Doc] = {}
"""Specs that meet a standard, by their ids; the memo keeps them alive, so an equal id means the very same spec."""
_SECCOMP_NOTES: Final = ("seccomp.security.alpha.kubernetes.io/", "container.seccomp.security.alpha.kubernetes.io/")


def check_pod(request: Request) -> None:
    """Refuse a pod that breaks what its namespace enforces. Raises StatusError (403)."""
    wanted, wrong = _policy_of(request)
    if wanted == PRIVILEGED and not wrong:
        return
    doc = request.doc
    if request.old is not None and not _is_significant(doc, request.old):
        return
    if not _is_exempt(request, doc["spec"]):
        _evaluate(request, wanted, wrong, doc["metadata"], doc["spec"])


def check_template(request: Request) -> None:
    """Warn of a workload whose pods would break the standard; it is stored all the same."""
    if request.caller is None:
        return
    wanted, wrong = _policy_of(request)
    template = _template_of(request.doc)
    if template is None or (wanted.warn.rank == wanted.audit.rank == 0 and not wrong):
        return
    spec = template.get("spec") or {}
    if not _is_exempt(request, spec):
        _tell(request, wanted, wrong, template.get("metadata") or {}, spec)


def check_namespace(request: Request) -> None:
    """Refuse labels that mean nothing (422), and warn of pods that a stricter standard finds there."""
    new, wrong = policy.read(objects.labels(request.doc))
    if request.old is None:
        old, old_wrong = PRIVILEGED, list[FieldError]()
    else:
        old, old_wrong = policy.read(objects.labels(request.old))
    if wrong and [str(one) for one in wrong] != [str(one) for one in old_wrong]:
        raise errors.invalid(request.kind.kind, request.kind.group, request.name, wrong)
    if request.old is None or request.caller is None or new.enforce == old.enforce or new.enforce.rank == 0:
        return
    is_relaxed = new.enforce.minor == old.enforce.minor and new.enforce.rank <= old.enforce.rank
    if not is_relaxed and request.name not in _exemptions(request, "namespaces"):
        request.caller.warnings.extend(_warnings(request, new.enforce))


def _policy_of(request: Request) -> tuple[Policy, list[FieldError]]:
    namespace = request.find("namespaces", request.namespace)
    return policy.read(objects.labels(namespace)) if namespace is not None else (PRIVILEGED, [])


def _evaluate(request: Request, wanted: Policy, wrong: list[FieldError], meta: Doc, spec: Doc) -> None:
    if request.caller is None and _has_passed(wanted.enforce, meta, spec):
        return
    request.note(f"{PREFIX}enforce-policy", str(wanted.enforce))
    broken = standards.evaluate(wanted.enforce, meta, spec)
    if broken:
        _note_audit(request, wanted, wrong, meta, spec)
        raise request.refuse(f"violates PodSecurity {quote(str(wanted.enforce))}: {_join(broken)}")
    _tell(request, wanted, wrong, meta, spec)


def _has_passed(standard: Standard, meta: Doc, spec: Doc) -> bool:
    """Whether a pod meets a standard; asked once for all pods that share a spec and have no annotations."""
    place = id(spec), standard
    if _passed.get(place) is spec and not meta.get("annotations"):
        return True
    if standards.evaluate(standard, meta, spec):
        return False
    if len(_passed) >= _MEMO_SIZE:
        _passed.clear()
    if not meta.get("annotations"):
        _passed[place] = spec
    return True


def _tell(request: Request, wanted: Policy, wrong: list[FieldError], meta: Doc, spec: Doc) -> None:
    """Warn the writer, and leave a note for the audit."""
    if request.caller is None:
        return
    _note_audit(request, wanted, wrong, meta, spec)
    broken = standards.evaluate(wanted.warn, meta, spec)
    if broken:
        request.caller.warnings.append(_would_violate(wanted.warn, broken))


def _note_audit(request: Request, wanted: Policy, wrong: list[FieldError], meta: Doc, spec: Doc) -> None:
    if wrong:
        told = str(wrong[0]) if len(wrong) == 1 else f"[{', '.join(str(one) for one in wrong)}]"
        request.note(f"{PREFIX}error", f"Failed to parse policy: {told}")
    broken = standards.evaluate(wanted.audit, meta, spec)
    if broken:
        request.note(f"{PREFIX}audit-violations", _would_violate(wanted.audit, broken))


def _would_violate(standard: Standard, broken: list[Finding]) -> str:
    return f"would violate PodSecurity {quote(str(standard))}: {_join(broken)}"


def _join(broken: Iterable[Finding]) -> str:
    return ", ".join(str(finding) for finding in broken)


def _warnings(request: Request, standard: Standard) -> list[str]:
    """What the pods of a namespace break of a standard, those that break the same told together."""
    pods = list(request.reader.list("pods", request.name))
    exempt = _exemptions(request, "runtimeClasses")
    names = defaultdict[str, list[str]](list)
    for pod in pods[:MOST_CHECKED]:
        broken = standards.evaluate(standard, pod["metadata"], pod["spec"])
        if broken and pod["spec"].get("runtimeClassName") not in exempt:
            names[", ".join(finding.reason for finding in broken)].append(pod["metadata"]["name"])
    told = []
    if len(pods) > MOST_CHECKED:
        which = f"the first {MOST_CHECKED} of {len(pods)} existing pods"
        told.append(f"new PodSecurity enforce level only checked against {which}")
    if names:
        what = f"violate the new PodSecurity enforce level {quote(str(standard))}"
        told.append(f"existing pods in namespace {quote(request.name)} {what}")
    return told + sorted(f"{_counted(held)}: {reasons}" for reasons, held in names.items())


def _counted(names: list[str]) -> str:
    others = len(names) - 1
    more = f" (and {others} other {'pod' if others == 1 else 'pods'})" if others else ""
    return min(names) + more


def _template_of(doc: Doc) -> Doc | None:
    spec = doc.get("spec") or {}
    if doc["kind"] == "CronJob":
        spec = (spec.get("jobTemplate") or {}).get("spec") or {}
    found: Doc | None = doc.get("template") if doc["kind"] == "PodTemplate" else spec.get("template")
    return found


def _is_exempt(request: Request, spec: Doc) -> bool:
    """Whether the cluster lets the user, the namespace or the runtime class off."""
    if request.reader.get(EXEMPTIONS) is None:
        return False
    user = request.caller.user.name if request.caller else ""
    asked = {"user": (user, "usernames"), "namespace": (request.namespace, "namespaces")}
    asked["runtimeClass"] = (spec.get("runtimeClassName") or "", "runtimeClasses")
    for why, (value, field) in asked.items():
        if value and value in _exemptions(request, field):
            request.note(f"{PREFIX}exempt", why)
            return True
    return False


def _exemptions(request: Request, field: str) -> list[str]:
    held = request.reader.get(EXEMPTIONS)
    return str(((held or {}).get("data") or {}).get(field, "")).split()


def _is_significant(new: Doc, old: Doc) -> bool:
    """Whether an update changes what the standards look at: images, ephemeral containers, old annotations."""
    if _seccomp_notes(new) != _seccomp_notes(old):
        return True
    return _images(new) != _images(old)


def _seccomp_notes(pod: Doc) -> list[tuple[str, str]]:
    return sorted(item for item in objects.annotations(pod).items() if item[0].startswith(_SECCOMP_NOTES))


def _images(pod: Doc) -> list[tuple[str, str]]:
    return [(container.get("name", ""), container.get("image", "")) for container in containers(pod["spec"])]
