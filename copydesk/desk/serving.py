"""The server of the desk: on loopback alone, behind a token of its own, GET and nothing else."""

from __future__ import annotations

import logging
import secrets
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from copydesk.desk import Desk, Page
from copydesk.errors import CopydeskError, frames_of

LOG = logging.getLogger(__name__)
LOOPBACK = "127.0.0.1"
HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class DeskServer(ThreadingHTTPServer):
    """Serves a desk; whoever knows its `url` may read it.

    The token is part of the path, so that other users of the machine, and pages of other sites, find nothing: they would
    have to guess it. A request that names another host than loopback is refused, too (a name may be bound to it).
    """

    daemon_threads = True

    def __init__(self, desk: Desk, port: int) -> None:
        self.desk = desk
        self.token = secrets.token_urlsafe(18)
        try:
            super().__init__((LOOPBACK, port), _Handler)
        except OSError as error:
            raise CopydeskError(f"port {port}: {error.strerror}; name another by --port") from error
        self.hosts = {f"{name}:{self.server_port}" for name in (LOOPBACK, "localhost")}

    @property
    def url(self) -> str:
        """The address of the first page."""
        return f"http://{LOOPBACK}:{self.server_port}/{self.token}/"

    def answer(self, host: str | None, target: str) -> Page:
        """Return the page of a request."""
        asked = urlsplit(target)
        token, slash, path = unquote(asked.path).removeprefix("/").partition("/")
        is_known = secrets.compare_digest(token.encode(), self.token.encode())
        if host not in self.hosts or not (is_known and slash):
            return Page(HTTPStatus.NOT_FOUND, "Not found")
        return self.desk.answer(path, dict(parse_qsl(asked.query)))


class _Handler(BaseHTTPRequestHandler):
    server: DeskServer
    server_version, sys_version = "copydesk", ""

    def do_GET(self) -> None:
        try:
            page = self.server.answer(self.headers.get("Host"), self.path)
        except Exception as error:
            # The last stop: where it failed is logged, what it said is not, since that may quote an article.
            LOG.error("desk: a page failed:\n%s", frames_of(error))
            page = Page(
                HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong; the log says where."
            )
        self._send(page)

    def _send(self, page: Page) -> None:
        body = page.html.encode("utf-8", "replace")
        self.send_response(page.status)
        for name, value in HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing: the path holds the token."""
