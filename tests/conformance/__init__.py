"""Kubernetes' conformance suite, spec by spec: the same requests in the same order, and the same expectations.

One module an area; `specs.py` notes which spec a test performs, and docs/conformance.md is held to it.
"""
