"""Files on a web server, and lists of addresses."""

import hashlib
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from piiscan.model.errors import SourceError
from piiscan.scan import scan
from piiscan.settings import ScanSettings
from piiscan.sources.listing import list_assets
from piiscan.sources.opening import open_uri
from tests.report_rows import rows_of

ROWS = b"email\nzorelia@example.com\nostle@example.org\n"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def web(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder and the address that it is served under."""
    (tmp_path / "web").mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(tmp_path / "web")))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield tmp_path / "web", f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_file_on_a_web_server(tmp_path: Path, web: tuple[Path, str]) -> None:
    """
    The address of a file is a dataset, also where the server knows no ranges.
    """
    folder, address = web
    (folder / "a b.csv").write_bytes(ROWS * 5000)
    scan(ScanSettings((f"{address}/a%20b.csv",), tmp_path / "report"))

    assert [("a b.csv", f"{address}/a%20b.csv", "complete")] == rows_of(
        tmp_path / "report", "assets", "asset", "uri", "status"
    )
    assert rows_of(tmp_path / "report", "findings")


def test_list_of_addresses(tmp_path: Path, web: tuple[Path, str]) -> None:
    """
    A text of nothing but addresses is a list: what it names on its own server is read, all else is failed and named.
    """
    folder, address = web
    (folder / "d").mkdir()
    (folder / "d" / "a.csv").write_bytes(ROWS)
    elsewhere = "http://elsewhere.invalid/x.csv"
    lines = [f"{address}/d/a.csv", f"{address}/d/missing.csv", elsewhere, f"{address}/d/a.csv?key=secret"]
    (folder / "list.txt").write_text("\n".join(lines) + "\n")
    scan(ScanSettings((f"{address}/list.txt",), tmp_path / "report"))
    ledger = {
        asset: (status, reason)
        for asset, status, reason in rows_of(tmp_path / "report", "assets", "asset", "status", "reason")
    }

    assert {"list.txt", "d/a.csv"} == {asset for asset, (status, _) in ledger.items() if status == "complete"}
    assert "failed" == ledger["d/missing.csv"][0]
    assert "not on the list's own server" in (ledger[elsewhere][1] or "")
    assert "secret" not in repr(ledger)


def test_text_with_addresses_is_no_list(web: tuple[Path, str]) -> None:
    """
    A text that merely begins with an address leads nowhere.
    """
    folder, address = web
    (folder / "notes.txt").write_text(f"{address}/a.csv\nis where it lies\n")

    assert ["notes.txt"] == [asset.name for asset in list_assets(f"{address}/notes.txt", None, [])]


class _Marked(_Quiet):
    """Knows neither ranges nor conditions, and gives the mark of what it sends."""

    def end_headers(self) -> None:
        """Add the mark of the file as it is now."""
        content = Path(self.translate_path(self.path)).read_bytes()
        self.send_header("ETag", f'"{hashlib.sha256(content).hexdigest()[:16]}"')
        super().end_headers()


def test_file_that_changes_on_a_server_without_ranges(tmp_path: Path) -> None:
    """
    A file that is fetched as a whole is refused too where it is no longer what was listed.
    """
    (tmp_path / "a.csv").write_bytes(ROWS)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Marked, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        (asset,) = list_assets(f"http://127.0.0.1:{server.server_port}/a.csv", None, [])
        with open_uri(asset.uri, asset.etag, asset.size) as file:
            unchanged = file.read()
        (tmp_path / "a.csv").write_bytes(ROWS.replace(b"ostle", b"other"))

        assert ROWS == unchanged
        with pytest.raises(SourceError, match="changed since it was listed"):
            open_uri(asset.uri, asset.etag, asset.size)
    finally:
        server.shutdown()
        server.server_close()
