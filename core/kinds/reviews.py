"""Reviews of tokens and of access: questions that are answered, never stored."""

from __future__ import annotations

from core.kinds.kind import Kind

SELF_SUBJECT_REVIEW = Kind(
    kind="SelfSubjectReview",
    plural="selfsubjectreviews",
    group="authentication.k8s.io",
    namespaced=False,
    verbs=("create",),
)

TOKEN_REVIEW = Kind(
    kind="TokenReview",
    plural="tokenreviews",
    group="authentication.k8s.io",
    namespaced=False,
    verbs=("create",),
)

LOCAL_SUBJECT_ACCESS_REVIEW = Kind(
    kind="LocalSubjectAccessReview",
    plural="localsubjectaccessreviews",
    group="authorization.k8s.io",
    verbs=("create",),
)

SELF_SUBJECT_ACCESS_REVIEW = Kind(
    kind="SelfSubjectAccessReview",
    plural="selfsubjectaccessreviews",
    group="authorization.k8s.io",
    namespaced=False,
    verbs=("create",),
)

SELF_SUBJECT_RULES_REVIEW = Kind(
    kind="SelfSubjectRulesReview",
    plural="selfsubjectrulesreviews",
    group="authorization.k8s.io",
    namespaced=False,
    verbs=("create",),
)

SUBJECT_ACCESS_REVIEW = Kind(
    kind="SubjectAccessReview",
    plural="subjectaccessreviews",
    group="authorization.k8s.io",
    namespaced=False,
    verbs=("create",),
)

KINDS = (
    SELF_SUBJECT_REVIEW,
    TOKEN_REVIEW,
    LOCAL_SUBJECT_ACCESS_REVIEW,
    SELF_SUBJECT_ACCESS_REVIEW,
    SELF_SUBJECT_RULES_REVIEW,
    SUBJECT_ACCESS_REVIEW,
)
