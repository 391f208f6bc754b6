"""A real S3 server on loopback, and a proxy before it that fails as networks and busy stores do."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote, unquote
from urllib.request import Request, urlopen

from moto.server import ThreadedMotoServer

BUCKET = "invented-bucket"
_HEADERS = {
    "Content-Type": "application/octet-stream",
    "Authorization": "AWS4-HMAC-SHA256 Credential=invented-id/20260101/us-east-1/s3/aws4_request",
}
_BUSY = b"<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>"
_GONE = b"<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>"


@dataclass
class Fault:
    """What happens to requests whose path ends so."""

    ending: str
    kind: str
    """``500``, ``503`` (throttled), ``404``, ``hang`` (longer than a test waits) or ``cut`` (half a body)."""

    times: int = 1 << 30
    """How often; then requests pass."""


@dataclass
class Store:
    """A bucket behind the proxy."""

    endpoint: str
    behind: str
    bucket: str = BUCKET
    faults: list[Fault] = field(default_factory=list)
    requests: list[tuple[str, str, str | None]] = field(default_factory=list)
    """Method, path without query, and range of each request that came."""

    delay: float = 0.0
    """Seconds before each answer."""

    at_once: int = 0
    most_at_once: int = 0
    """Requests that were under way together, at most."""

    def put(self, key: str, content: bytes) -> None:
        """Put an object, not by way of the proxy."""
        self._send("PUT", f"{self.bucket}/{quote(key)}", content)

    def delete(self, key: str) -> None:
        """Delete an object, not by way of the proxy."""
        self._send("DELETE", f"{self.bucket}/{quote(key)}")

    def put_folder(self, folder: Path, prefix: str) -> None:
        """Put all files below a folder."""
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                self.put(f"{prefix}/{path.relative_to(folder).as_posix()}", path.read_bytes())

    def make_bucket(self) -> None:
        """Make the bucket."""
        self._send("PUT", self.bucket)

    def _send(self, method: str, path: str, content: bytes | None = None) -> None:
        request = Request(f"{self.behind}/{path}", content, dict(_HEADERS), method=method)  # noqa: S310 - loopback
        with urlopen(request, timeout=30) as answer:  # noqa: S310 - loopback
            answer.read()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    store: Store
    lock = threading.Lock()

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _answer(self) -> None:
        path = unquote(self.path.partition("?")[0])
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        with self.lock:
            self.store.requests.append((self.command, path, self.headers.get("Range")))
            fault = next((f for f in self.store.faults if f.times > 0 and path.endswith(f.ending)), None)
            if fault:
                fault.times -= 1
            self.store.at_once += 1
            self.store.most_at_once = max(self.store.most_at_once, self.store.at_once)
        time.sleep(self.store.delay)
        with self.lock:
            self.store.at_once -= 1
        if fault and fault.kind in {"500", "503", "404"}:
            self._give(int(fault.kind), {}, _GONE if fault.kind == "404" else _BUSY)
        elif fault and fault.kind == "hang":
            time.sleep(5)
            self.close_connection = True
        else:
            self._forward(body, cut=fault is not None)

    def _forward(self, body: bytes, *, cut: bool) -> None:
        host, _, port = self.store.behind.removeprefix("http://").partition(":")
        connection = HTTPConnection(host, int(port), timeout=30)
        connection.request(self.command, self.path, body, dict(self.headers))
        answer = connection.getresponse()
        content = answer.read()
        kept = {k: v for k, v in answer.getheaders() if k.lower() not in {"transfer-encoding", "connection", "server"}}
        connection.close()
        self._give(answer.status, kept, content, cut=cut)

    def _give(self, status: int, headers: dict[str, str], content: bytes, *, cut: bool = False) -> None:
        self.send_response(status)
        headers = {"Content-Length": str(len(content))} | {k.title(): v for k, v in headers.items()}
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content[: len(content) // 2] if cut else content)
        if cut:
            self.close_connection = True

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = _answer  # noqa: N815 - names that the base class asks for


@contextmanager
def proxy(behind: str, bucket: str = BUCKET) -> Iterator[Store]:
    """Run the proxy before a server that is there."""
    handler = type("Handler", (_Handler,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    store = handler.store = Store(f"http://127.0.0.1:{server.server_port}", behind, bucket)  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield store
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def s3_server(bucket: str = BUCKET) -> Iterator[Store]:
    """Run an S3 server and the proxy before it; gives an empty bucket."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        with proxy(f"http://{host}:{port}", bucket) as store:
            store.make_bucket()
            yield store
    finally:
        server.stop()
