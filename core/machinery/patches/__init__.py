"""Patches of documents: JSON patch, merge patch, strategic merge patch. Pure: documents in, documents out."""
