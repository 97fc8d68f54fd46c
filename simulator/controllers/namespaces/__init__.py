"""Namespaces that are deleted: empty them, tell what still holds them, and let them go."""
