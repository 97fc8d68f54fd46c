"""The second, encrypted endpoint of the web server: the Kubernetes API of every cluster."""

import socket
from pathlib import Path

from core import authority


def endpoint(port: int, var: Path) -> str:
    """Twisted's words for a TLS endpoint on the loopback interface; empty when the port is taken."""
    if not is_free(port):
        return ""
    certificate, key = authority.serving(var)
    place = f"privateKey={_escaped(key)}:certKey={_escaped(certificate)}"
    return f"ssl:{port}:interface=127.0.0.1:{place}"


def is_free(port: int) -> bool:
    """Whether nobody listens there, and we may."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _escaped(path: Path) -> str:
    return str(path).replace("\\", "\\\\").replace(":", "\\:").replace("=", "\\=")
