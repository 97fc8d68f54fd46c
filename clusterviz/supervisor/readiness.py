"""Whether the processes answer: the web server through its health page, the workers through the broker."""

import http.client

from kombu.exceptions import OperationalError

from clusterviz.celery import app


def web_answers(port: int) -> bool:
    """Whether the web server answers and reaches its database and its broker."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        link.request("GET", "/health")
        return link.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        link.close()


def workers_answer(count: int) -> bool:
    """Whether `count` workers answer a ping within half a second."""
    try:
        return len(app.control.ping(timeout=0.5, limit=count)) >= count
    except (OperationalError, OSError):
        return False
