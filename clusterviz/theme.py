"""The admin in the dashboard's colours, and its navigation: what django-unfold is told."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

GREYS = {
    "50": "#f5f6f8", "100": "#eef0f4", "200": "#dfe3e9", "300": "#c3cad4", "400": "#8693a4", "500": "#5e697a",
    "600": "#566173", "700": "#3a4654", "800": "#26303b", "900": "#141a21", "950": "#0c1015",
}  # fmt: skip
ACCENT = {
    "50": "#f3f6fe", "100": "#e7edfc", "200": "#ccd8f8", "300": "#a9bbec", "400": "#86a6ff", "500": "#5b82ec",
    "600": "#2f5bd0", "700": "#274cae", "800": "#223f8c", "900": "#1c2949", "950": "#141d35",
}  # fmt: skip
"""The tokens of static/clusterviz/css/tokens.css as scales: 600 is the accent in light, 400 in dark."""


def page(title: Any, icon: str, model: str, app: str = "core") -> dict[str, Any]:
    """A link to a model's list."""
    return {
        "title": title,
        "icon": icon,
        "link": reverse_lazy(f"admin:{app}_{model}_changelist"),
        "permission": lambda request: request.user.has_perm(f"{app}.view_{model}"),
    }


def group(title: Any, *items: dict[str, Any], closed: bool = True) -> dict[str, Any]:
    """A part of the navigation."""
    return {"title": title, "separator": True, "collapsible": closed, "items": list(items)}


NAVIGATION = [
    group(
        _("Clusters"),
        page(_("Clusters"), "hub", "cluster"),
        page(_("Events"), "notifications", "event"),
        page(_("Changes"), "history", "change"),
        closed=False,
    ),
    group(
        _("Nodes and namespaces"),
        page(_("Nodes"), "dns", "node"),
        page(_("Namespaces"), "folder", "namespace"),
        page(_("Leases"), "timer", "lease"),
        closed=False,
    ),
    group(
        _("Workloads"),
        page(_("Pods"), "deployed_code", "pod"),
        page(_("Deployments"), "rocket_launch", "deployment"),
        page(_("ReplicaSets"), "content_copy", "replicaset"),
        page(_("StatefulSets"), "database", "statefulset"),
        page(_("DaemonSets"), "select_all", "daemonset"),
        page(_("Jobs"), "task_alt", "job"),
        page(_("CronJobs"), "schedule", "cronjob"),
        page(_("Horizontal pod autoscalers"), "monitoring", "horizontalpodautoscaler"),
        page(_("Pod disruption budgets"), "shield", "poddisruptionbudget"),
        closed=False,
    ),
    group(
        _("Network"),
        page(_("Services"), "lan", "service"),
        page(_("Endpoint slices"), "share", "endpointslice"),
        page(_("Ingresses"), "login", "ingress"),
        page(_("Network policies"), "policy", "networkpolicy"),
    ),
    group(
        _("Storage"),
        page(_("Persistent volumes"), "hard_drive", "persistentvolume"),
        page(_("Persistent volume claims"), "hard_drive_2", "persistentvolumeclaim"),
        page(_("Storage classes"), "category", "storageclass"),
        page(_("Volume attachments"), "link", "volumeattachment"),
    ),
    group(
        _("Config and security"),
        page(_("Config maps"), "description", "configmap"),
        page(_("Secrets"), "key", "secret"),
        page(_("Service accounts"), "badge", "serviceaccount"),
        page(_("Roles"), "assignment_ind", "role"),
        page(_("Role bindings"), "assignment_turned_in", "rolebinding"),
        page(_("Cluster roles"), "supervisor_account", "clusterrole"),
        page(_("Cluster role bindings"), "verified_user", "clusterrolebinding"),
        page(_("Resource quotas"), "speed", "resourcequota"),
        page(_("Limit ranges"), "straighten", "limitrange"),
        page(_("Priority classes"), "low_priority", "priorityclass"),
    ),
    group(
        _("People"),
        page(_("Users"), "person", "user", "auth"),
        page(_("Groups"), "group", "group", "auth"),
    ),
]

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "ClusterViz",
    "SITE_HEADER": "ClusterViz",
    "SITE_SYMBOL": "hub",
    "SITE_URL": "/",
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_LANGUAGES": True,
    "BORDER_RADIUS": "8px",
    "COLORS": {"base": GREYS, "primary": ACCENT},
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "sizes": "any", "href": lambda request: static("clusterviz/icon.svg")},
    ],
    "DASHBOARD_CALLBACK": "core.admin.overview.overview",
    "STYLES": [lambda request: static("clusterviz/css/admin.css")],
    "SIDEBAR": {"show_search": True, "show_all_applications": True, "navigation": NAVIGATION},
}
