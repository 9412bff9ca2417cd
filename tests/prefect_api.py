"""Questions to a Prefect server of ours, as its web page asks them."""

from __future__ import annotations

import base64
import json
import urllib.request
from typing import Any


def ask(url: str, login: str, path: str, body: dict[str, Any] | None = None) -> Any:
    """Return the answer to a request; with a body it is posted. `url` ends with `/api`."""
    data = None if body is None else json.dumps(body).encode()
    words = "Basic " + base64.b64encode(login.encode()).decode()
    headers = {"Content-Type": "application/json", "Authorization": words}
    request = urllib.request.Request(url + path, data, headers)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=60) as answer:
        return json.load(answer)
