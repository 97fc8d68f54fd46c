"""Webhook configurations and admission policies: which requests they see, and what they say.

Source: pkg/apis/admissionregistration/validation.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlsplit

from core.machinery.validate import matchconditions, scalars
from core.meta import fields, names
from core.meta.fields import FieldError, child, index, invalid
from core.meta.objects import Doc

_FAILURE: Final = {"Fail", "Ignore"}
_MATCH: Final = {"Equivalent", "Exact"}
_OPERATIONS: Final = {"*", "CONNECT", "CREATE", "DELETE", "UPDATE"}
_REINVOCATION: Final = {"IfNeeded", "Never"}
_SCOPES: Final = {"*", "Cluster", "Namespaced"}
_SIDE_EFFECTS: Final = {"None", "NoneOnDryRun"}
_VERSIONS: Final = ("v1", "v1beta1")
_DESIRED: Final = "desired format: https://host[/path]"


def check_configuration(doc: Doc) -> list[FieldError]:
    """Judge a validating or mutating webhook configuration."""
    found: list[FieldError] = []
    seen: set[str] = set()
    for at, hook in enumerate(doc.get("webhooks") or ()):
        path, name = index("webhooks", at), hook.get("name") or ""
        found += _hook(hook, path)
        found += _review_versions(hook.get("admissionReviewVersions") or [], child(path, "admissionReviewVersions"))
        if name and name in seen:
            found.append(fields.duplicate(child(path, "name"), name))
        seen.add(name)
    return found


def _hook(hook: Doc, path: str) -> list[FieldError]:
    found = scalars.fully_qualified(hook.get("name") or "", child(path, "name"))
    for at, rule in enumerate(hook.get("rules") or ()):
        found += check_rule(rule, index(child(path, "rules"), at))
    for field, known in (("failurePolicy", _FAILURE), ("matchPolicy", _MATCH)):
        if hook.get(field) is not None:
            found += scalars.one_of(hook[field], child(path, field), known)
    effects, place = hook.get("sideEffects"), child(path, "sideEffects")
    if effects is None:
        found.append(fields.required(place, f"must specify one of {', '.join(sorted(_SIDE_EFFECTS))}"))
    else:
        found += scalars.one_of(effects, place, _SIDE_EFFECTS)
    seconds = hook.get("timeoutSeconds")
    if seconds is not None and not 1 <= seconds <= 30:
        why = "the timeout value must be between 1 and 30 seconds"
        found.append(invalid(child(path, "timeoutSeconds"), seconds, why))
    if hook.get("reinvocationPolicy") is not None:
        found += scalars.one_of(hook["reinvocationPolicy"], child(path, "reinvocationPolicy"), _REINVOCATION)
    for field in ("namespaceSelector", "objectSelector"):
        found += scalars.selector(hook.get(field), child(path, field))
    found += check_client(hook.get("clientConfig") or {}, child(path, "clientConfig"))
    return found + matchconditions.check(hook.get("matchConditions") or [], child(path, "matchConditions"))


def check_client(client: Doc, path: str) -> list[FieldError]:
    """Judge where a webhook is reached: by an address or by a Service."""
    url, service = client.get("url"), client.get("service")
    if (url is None) == (service is None):
        return [fields.required(path, "exactly one of url or service is required")]
    return _url(url, child(path, "url")) if url is not None else _service(service or {}, child(path, "service"))


def _url(url: str, path: str) -> list[FieldError]:
    """An address over https without user, query or fragment (apiserver pkg/util/webhook/validation.go)."""
    try:
        parts = urlsplit(url)
    except ValueError as error:
        return [fields.required(path, f"url must be a valid URL: {error}; {_DESIRED}")]
    problems: list[tuple[Any, str]] = []
    if parts.scheme != "https":
        problems.append((parts.scheme, "'https' is the only allowed URL scheme"))
    if not parts.netloc:
        problems.append((parts.netloc, "host must be specified"))
    if parts.username is not None:
        problems.append((parts.netloc.rpartition("@")[0], "user information is not permitted in the URL"))
    if parts.fragment:
        problems.append((parts.fragment, "fragments are not permitted in the URL"))
    if parts.query:
        problems.append((parts.query, "query parameters are not permitted in the URL"))
    return [invalid(path, value, f"{problem}; {_DESIRED}") for value, problem in problems]


def _service(service: Doc, path: str) -> list[FieldError]:
    found = [
        fields.required(child(path, field), f"service {field} is required")
        for field in ("name", "namespace")
        if not service.get(field)
    ]
    port = service.get("port", 443)
    if not 1 <= port <= 65535:
        found.append(invalid(child(path, "port"), port, "port is not valid: must be between 1 and 65535, inclusive"))
    where = service.get("path")
    if where and not where.startswith("/"):
        found.append(invalid(child(path, "path"), where, "must start with a '/'"))
    return found


def _review_versions(versions: list[str], path: str) -> list[FieldError]:
    if not versions:
        return [fields.required(path, f"must specify one of {', '.join(_VERSIONS)}")]
    found: list[FieldError] = []
    for at, version in enumerate(versions):
        if version in versions[:at]:
            found.append(invalid(index(path, at), version, "duplicate version"))
        else:
            found += scalars.named(version, index(path, at), names.dns1035_label)
    if not set(versions) & set(_VERSIONS):
        found.append(invalid(path, versions, f"must include at least one of {', '.join(_VERSIONS)}"))
    return found


def check_rule(rule: Doc, path: str) -> list[FieldError]:
    """Judge which operations on which resources a rule means."""
    operations, place = rule.get("operations") or [], child(path, "operations")
    found = [] if operations else [fields.required(place)]
    if len(operations) > 1 and "*" in operations:
        found.append(invalid(place, operations, "if '*' is present, must not specify other operations"))
    for at, operation in enumerate(operations):
        found += scalars.one_of(operation, index(place, at), _OPERATIONS)
    found += _listed(rule.get("apiGroups") or [], child(path, "apiGroups"), "API groups", may_be_empty=True)
    found += _listed(rule.get("apiVersions") or [], child(path, "apiVersions"), "API versions")
    found += _resources(rule.get("resources") or [], child(path, "resources"))
    if rule.get("scope") is not None:
        found += scalars.one_of(rule["scope"], child(path, "scope"), _SCOPES)
    return found


def _listed(values: list[str], path: str, what: str, *, may_be_empty: bool = False) -> list[FieldError]:
    found = [] if values else [fields.required(path)]
    if len(values) > 1 and "*" in values:
        found.append(invalid(path, values, f"if '*' is present, must not specify other {what}"))
    return found + [fields.required(index(path, at)) for at, value in enumerate(values) if not (value or may_be_empty)]


def _resources(resources: list[str], path: str) -> list[FieldError]:
    found = [] if resources else [fields.required(path)]
    whole: set[str] = set()
    subs: set[str] = set()
    for at, resource in enumerate(resources):
        if not resource:
            found.append(fields.required(index(path, at)))
        name, slash, sub = resource.partition("/")
        if not slash:
            continue
        for held, one, shown in ((whole, name, f"{name}/*"), (subs, sub, f"*/{sub}")):
            if one in held:
                why = f"if '{shown}' is present, must not specify {resource}"
                found.append(invalid(index(path, at), resource, why))
        whole |= {name} if sub == "*" else set()
        subs |= {sub} if name == "*" else set()
    if len(resources) > 1 and "*/*" in resources:
        found.append(invalid(path, resources, "if '*/*' is present, must not specify other resources"))
    if "*" in resources and any(one != "*" and "/" not in one for one in resources):
        why = "if '*' is present, must not specify other resources without subresources"
        found.append(invalid(path, resources, why))
    return found


def check_constraints(constraints: Doc, path: str) -> list[FieldError]:
    """Judge what a policy matches."""
    found: list[FieldError] = []
    policy = constraints.get("matchPolicy")
    place = child(path, "matchPolicy")
    found += [fields.required(place)] if policy is None else scalars.one_of(policy, place, _MATCH)
    for field in ("namespaceSelector", "objectSelector"):
        found += scalars.selector(constraints.get(field), child(path, field))
    for field in ("resourceRules", "excludeResourceRules"):
        for at, rule in enumerate(constraints.get(field) or ()):
            here = index(child(path, field), at)
            found += _each(rule.get("resourceNames") or [], child(here, "resourceNames"), names.path_segment)
            found += check_rule(rule, here)
    return found


def _each(values: list[str], path: str, rule: Callable[[str], list[str]]) -> list[FieldError]:
    found: list[FieldError] = []
    for at, value in enumerate(values):
        found += scalars.named(value, index(path, at), rule)
        if value in values[:at]:
            found.append(fields.duplicate(index(path, at), value))
    return found
