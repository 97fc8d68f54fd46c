"""Nodes whose kubelet falls silent: noticed, tainted, their pods evicted; and nodes that come back."""
