"""A stand-in for the Hugging Face hub on loopback: a few of its addresses, as the hub's own client asks for them.

No server of the hub's kind is in the package indexes. The client is the real one; what this answers follows the hub's
published interface (repository, tree, paths-info, resolve).
"""

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

REPOSITORY = "invented/people"
_COMMIT = "0" * 40


@dataclass
class Hub:
    """One dataset repository."""

    endpoint: str
    folder: Path
    requests: list[tuple[str, str, str | None]] = field(default_factory=list)
    """Method, path without query, and range of each request."""

    refused: set[str] = field(default_factory=set)
    """Files that are not given although they are listed."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hub: Hub

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _answer(self) -> None:
        url = urlsplit(self.path)
        path = unquote(url.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.hub.requests.append((self.command, path, self.headers.get("Range")))
        about, resolve = f"/api/datasets/{REPOSITORY}", f"/datasets/{REPOSITORY}/resolve/"
        if path.startswith(f"{about}/tree/"):
            self._tree(path.removeprefix(f"{about}/tree/").partition("/")[2], "recursive=true" in url.query.lower())
        elif path.startswith(f"{about}/paths-info/"):
            asked = json.loads(body)["paths"] if body.startswith(b"{") else []
            self._json([_entry(self.hub.folder, name) for name in asked if (self.hub.folder / name).exists()])
        elif path == about or path.startswith(f"{about}/revision/"):
            self._json({"id": REPOSITORY, "sha": _COMMIT, "private": False, "siblings": [], "tags": []})
        elif path.startswith(resolve):
            self._file(path.removeprefix(resolve).partition("/")[2])
        else:
            self._give(404, {"X-Error-Code": "EntryNotFound"}, b"")

    do_GET = do_POST = do_HEAD = _answer  # noqa: N815 - names that the base class asks for

    def _tree(self, below: str, recursive: bool) -> None:
        root = self.hub.folder / below
        if not root.exists():
            self._give(404, {"X-Error-Code": "EntryNotFound"}, b"")
            return
        found = sorted(root.rglob("*") if recursive else root.iterdir())
        self._json([_entry(self.hub.folder, path.relative_to(self.hub.folder).as_posix()) for path in found])

    def _file(self, name: str) -> None:
        path = self.hub.folder / name
        if not path.is_file() or name in self.hub.refused:
            self._give(404, {"X-Error-Code": "EntryNotFound"}, b"")
            return
        content, ranged = path.read_bytes(), self.headers.get("Range")
        headers = {"ETag": f'"{_mark(content)}"', "X-Repo-Commit": _COMMIT, "Accept-Ranges": "bytes"}
        if ranged is None:
            self._give(200, headers, content)
            return
        start, _, stop = ranged.removeprefix("bytes=").partition("-")
        part = content[int(start) : int(stop) + 1]
        self._give(206, {**headers, "Content-Range": f"bytes {start}-{stop}/{len(content)}"}, part)

    def _json(self, content: Any) -> None:
        self._give(200, {"Content-Type": "application/json"}, json.dumps(content).encode())

    def _give(self, status: int, headers: dict[str, str], content: bytes) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)


def _entry(folder: Path, name: str) -> dict[str, Any]:
    path = folder / name
    if path.is_dir():
        return {"type": "directory", "oid": _mark(name.encode()), "size": 0, "path": name}
    content = path.read_bytes()
    return {"type": "file", "oid": _mark(content), "size": len(content), "path": name}


def _mark(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:40]


@contextmanager
def hub_server(folder: Path) -> Iterator[Hub]:
    """Serve a folder as the dataset repository."""
    handler = type("Handler", (_Handler,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    hub = handler.hub = Hub(f"http://127.0.0.1:{server.server_port}", folder)  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
