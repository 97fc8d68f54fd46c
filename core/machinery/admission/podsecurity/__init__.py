"""Pod Security: the three standards, and what a namespace's labels make of them.

Source: k8s.io/pod-security-admission. `policy` reads labels, `baseline` and `restricted` hold the checks, `standards`
orders them by level and version, `plugin` is what admission calls.
"""

from core.machinery.admission.podsecurity.plugin import check_namespace, check_pod, check_template

__all__ = ["check_namespace", "check_pod", "check_template"]
