"""Benchmarks: each module has `add_arguments(parser)` and `run(options) -> figures`; `manage.py bench NAME` runs it.

`MUST_BE` names the figures that may have one value only: with another, the command fails once it has printed them.
"""
