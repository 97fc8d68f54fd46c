"""Tests of core.kinds."""
