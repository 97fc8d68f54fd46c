"""The audit: what was asked of a cluster, by whom, and how it was answered, in the shape of audit.k8s.io/v1.

Entries are put together where a request is answered and written by a thread of their own, in batches.
"""
