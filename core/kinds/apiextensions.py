"""CustomResourceDefinitions and APIServices: how an API server learns more kinds."""

from __future__ import annotations

from core.kinds.kind import STATUS, Kind, columns

CUSTOM_RESOURCE_DEFINITION = Kind(
    kind="CustomResourceDefinition",
    plural="customresourcedefinitions",
    group="apiextensions.k8s.io",
    namespaced=False,
    short_names=("crd", "crds"),
    categories=("api-extensions",),
    subresources=(STATUS,),
)

API_SERVICE = Kind(
    kind="APIService",
    plural="apiservices",
    group="apiregistration.k8s.io",
    namespaced=False,
    categories=("api-extensions",),
    subresources=(STATUS,),
    columns=columns("Name", "Service", "Available", "Age"),
)

KINDS = (CUSTOM_RESOURCE_DEFINITION, API_SERVICE)
