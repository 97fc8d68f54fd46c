"""Starts, watches and stops the processes that ClusterViz consists of. It knows their commands, not what they do.

It is our own because honcho, the usual Procfile runner, ends everything when one process ends; here that one is
started again.
"""
