"""Tests of core.meta."""
