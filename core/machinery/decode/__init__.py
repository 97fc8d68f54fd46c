"""Text to documents and back: YAML and JSON as kubectl reads and prints them, every error with its place."""

from core.machinery.decode.encoding import encode
from core.machinery.decode.reading import Decoded, DecodeError, Document, documents, first

__all__ = ["DecodeError", "Decoded", "Document", "documents", "encode", "first"]
