"""Why ClusterViz cannot start, in one sentence for a person."""


class StartFailure(Exception):
    """Printed without a traceback; the command ends with exit code 1."""
