"""Uploading manifests: reading what was sent, checking every document, applying all of them or none."""
