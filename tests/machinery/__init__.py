"""Tests of core.machinery."""
