"""An ASGI layer that tells the two ports apart: the Kubernetes API on one, pages and all else on the other."""

from clusterviz.assets import Application, Receive, Scope, Send


class ByPort:
    """Passes requests that came in at `port` to `there`, all others to `elsewhere`."""

    def __init__(self, port: int, there: Application, elsewhere: Application) -> None:
        self.port = port
        self.there = there
        self.elsewhere = elsewhere

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        server = scope.get("server") or ("", None)
        chosen = self.there if server[1] == self.port else self.elsewhere
        await chosen(scope, receive, send)
