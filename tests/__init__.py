"""Tests, in packages that mirror the tree."""
