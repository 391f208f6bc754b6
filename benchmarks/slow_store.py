"""A store of many pictures that answers each request after a pause, as one over a network does; on loopback.

Knows of S3 what a client needs to list a prefix and to read ranges. In a process of its own: ``python -m
benchmarks.slow_store PICTURES SECONDS`` prints its port.
"""

import asyncio
import hashlib
import io
import sys
from urllib.parse import parse_qs, unquote, urlsplit

from PIL import ExifTags, Image

BUCKET = "invented"
_PER_PAGE = 1000
_DISTINCT = 20
_KEY = "photos/{:02d}/{:07d}.jpg"


def pictures() -> list[bytes]:
    """Return a few JPEG files of 50 KB with positions and a serial number, all different."""
    found = []
    for number in range(_DISTINCT):
        exif = Image.Exif()
        exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (48.0, float(number), 7.0), 3: "E", 4: (11.0, 30.0, 1.0)})
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.BodySerialNumber] = f"SN{number:06d}"
        held = io.BytesIO()
        Image.new("RGB", (64, 48), (number * 9, 90, 120)).save(held, "JPEG", exif=exif)
        found.append(held.getvalue() + b"\0" * (50_000 - held.tell()))
    return found


class SlowStore(asyncio.Protocol):
    """One connection."""

    contents = pictures()
    marks = tuple(f'"{hashlib.sha256(content).hexdigest()[:32]}"' for content in contents)
    count = 0
    pause = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to listen."""
        self._transport = transport
        self._held = b""

    def data_received(self, data: bytes) -> None:
        """Answer each whole request after the pause."""
        self._held += data
        while (end := self._held.find(b"\r\n\r\n")) >= 0:
            head, self._held = self._held[:end].decode("latin-1"), self._held[end + 4 :]
            asyncio.get_running_loop().call_later(self.pause, self._answer, head)

    def _answer(self, head: str) -> None:
        first, *lines = head.split("\r\n")
        method, target, _ = first.split(" ")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        url = urlsplit(target)
        key = unquote(url.path).lstrip("/").partition("/")[2]
        status, extra, body = self._listing(parse_qs(url.query)) if not key else self._object(key, headers)
        reply = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{extra}\r\n".encode()
        if not self._transport.is_closing():
            self._transport.write(reply if method == "HEAD" else reply + body)  # type: ignore[attr-defined]

    def _object(self, key: str, headers: dict[str, str]) -> tuple[str, str, bytes]:
        stem = key.rpartition("/")[2].partition(".")[0]
        if not stem.isdigit() or int(stem) >= self.count:
            return "404 Not Found", "", b""
        content, mark = self.contents[int(stem) % _DISTINCT], self.marks[int(stem) % _DISTINCT]
        extra = f"ETag: {mark}\r\nLast-Modified: Thu, 01 Jan 2026 00:00:00 GMT\r\nAccept-Ranges: bytes\r\n"
        if "range" not in headers:
            return "200 OK", extra, content
        start, _, stop = headers["range"].removeprefix("bytes=").partition("-")
        part = content[int(start) : int(stop) + 1]
        return (
            "206 Partial Content",
            f"{extra}Content-Range: bytes {start}-{int(start) + len(part) - 1}/{len(content)}\r\n",
            part,
        )

    def _listing(self, query: dict[str, list[str]]) -> tuple[str, str, bytes]:
        prefix = query.get("prefix", [""])[0]
        if "delimiter" in query and not prefix.strip("/").partition("/")[2]:
            folders = [f"{prefix.rstrip('/')}/{n:02d}/" for n in range(100)] if prefix else ["photos/"]
            inner = "".join(f"<CommonPrefixes><Prefix>{folder}</Prefix></CommonPrefixes>" for folder in folders)
            return self._xml(inner, "false", "")
        folder = prefix.rstrip("/").rpartition("/")[2]
        numbers = range(int(folder), self.count, 100) if folder.isdigit() else range(self.count)
        at = int(query.get("continuation-token", ["0"])[0])
        page = numbers[at : at + _PER_PAGE]
        inner = "".join(self._entry(number) for number in page)
        more = at + _PER_PAGE < len(numbers)
        token = f"<NextContinuationToken>{at + _PER_PAGE}</NextContinuationToken>" if more else ""
        return self._xml(inner, "true" if more else "false", token)

    def _entry(self, number: int) -> str:
        at = number % _DISTINCT
        return (
            f"<Contents><Key>{_KEY.format(number % 100, number)}</Key>"
            f"<LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>{self.marks[at]}</ETag><Size>{len(self.contents[at])}</Size></Contents>"
        )

    def _xml(self, inner: str, truncated: str, token: str) -> tuple[str, str, bytes]:
        body = (
            '<?xml version="1.0" encoding="UTF-8"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
            f"<Name>{BUCKET}</Name><IsTruncated>{truncated}</IsTruncated>{token}{inner}</ListBucketResult>"
        )
        return "200 OK", "Content-Type: application/xml\r\n", body.encode()


async def _serve(count: int, pause: float) -> None:
    SlowStore.count, SlowStore.pause = count, pause
    server = await asyncio.get_running_loop().create_server(SlowStore, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), float(sys.argv[2])))
