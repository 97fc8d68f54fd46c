"""Tests of core.projection."""
