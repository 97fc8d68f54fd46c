"""What objects count for in resource quotas: arithmetic that admission and the resource-quota controller share. Pure.

Source: pkg/quota/v1/evaluator/core and k8s.io/apiserver/pkg/quota/v1/generic.
"""
