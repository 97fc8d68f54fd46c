"""kube-scheduler 1.36 on arrays: node columns, plugins in the framework's shape over all nodes, queues, preemption.

All but `component` is pure: documents and arrays in, placements and verdicts out.
"""
