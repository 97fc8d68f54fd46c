"""Tests of core.admin."""
