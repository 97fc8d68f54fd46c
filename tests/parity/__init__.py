"""Replaying recordings of a real control plane, for the tests and for `python -m tests.parity`: one module per file.

A recording is a folder of the format of ``../shared/reference`` (its README says how to compare), or a part of one.
"""
