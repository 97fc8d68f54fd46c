"""Benchmarks: each module has `add_arguments(parser)` and `run(options) -> figures`; `manage.py bench NAME` runs it."""
