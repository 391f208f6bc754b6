"""Sound recordings: what their headers and tags say."""

import io
import json
import wave
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image

from piiscan.detectors.sound.voice import find_sound_owners, find_voice
from piiscan.model.content import SoundContent, StatedText
from piiscan.scan import scan
from piiscan.settings import ScanSettings
from tests.builders import photo
from tests.report_rows import rows_of

PORTRAIT = photo(gps=(12.3456789, -33.2524681), size=(96, 64))


def recording() -> bytes:
    """A second of silence, as a WAV file."""
    sink = io.BytesIO()
    with wave.open(sink, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(16_000)
        sound.writeframes(bytes(32_000))
    return sink.getvalue()


def tagged() -> bytes:
    """Silence as MP3 with an artist, a comment and a portrait (ID3 2.3)."""

    def frame(name: bytes, content: bytes) -> bytes:
        return name + len(content).to_bytes(4, "big") + bytes(2) + content

    frames = (
        frame(b"TPE1", b"\0Zorelia Quist")
        + frame(b"COMM", b"\0eng\0write to zorelia@example.com")
        + frame(b"APIC", b"\0image/jpeg\0\3\0" + PORTRAIT)
    )
    size = len(frames)
    packed = bytes((size >> shift) & 0x7F for shift in (21, 14, 7, 0))
    sound = (b"\xff\xfb\x90\x64" + bytes(413)) * 20
    return b"ID3\3\0\0" + packed + frames + sound


def scanned(tmp_path: Path, files: dict[str, bytes]) -> Path:
    """Write the files and scan them."""
    (tmp_path / "data").mkdir()
    for name, content in files.items():
        (tmp_path / "data" / name).write_bytes(content)
    scan(ScanSettings((str(tmp_path / "data"),), tmp_path / "report"))
    return tmp_path / "report"


def test_music_is_less_likely_a_voice() -> None:
    """
    A recording is likely a voice, one with the tags of music less so.
    """
    [plain] = find_voice(SoundContent(1.0, 1, 16_000))
    [music] = find_voice(SoundContent(1.0, 2, 44_100, (StatedText("Sound:album", "Harbour songs"),)))

    assert plain.confidence > music.confidence


def test_owner_by_tag() -> None:
    """
    An artist is a name; a title is none.
    """
    tags = (StatedText("Sound:artist", "Zorelia Quist"), StatedText("Sound:title", "Waves"))

    assert ["Sound:artist"] == [finding.field for finding in find_sound_owners(SoundContent(1.0, 1, 16_000, tags))]


def test_recordings(tmp_path: Path) -> None:
    """
    A recording is a voice and partly read, its tags are searched, and the picture in them is looked at as any.
    """
    report = scanned(tmp_path, {"a.wav": recording(), "b.mp3": tagged()})
    found = set(rows_of(report, "findings", "asset", "field", "category"))
    ledger = {row[0]: row[1:] for row in rows_of(report, "assets", "asset", "status", "kind", "reason")}

    assert {
        ("a.wav", "sound", "biometric.voice"),
        ("b.mp3", "sound", "biometric.voice"),
        ("b.mp3", "Sound:artist", "identifier.name"),
        ("b.mp3", "Sound:comment", "identifier.email"),
        ("b.mp3!/cover/0", "Exif:GPSLatitude", "location.coordinates"),
    } <= found
    assert ("partial", "audio", "only its header was read: nobody listened to what is said in it") == ledger["a.wav"]


def test_audio_column(tmp_path: Path) -> None:
    """
    A column of recordings, as Hugging Face keeps them, is one of voices, at the records that have one.
    """
    kind = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
    cells = pa.array([{"bytes": recording(), "path": "1.wav"}, None, {"bytes": recording(), "path": "3.wav"}], kind)
    features = {"info": {"features": {"audio": {"_type": "Audio"}}}}
    table = pa.table({"audio": cells, "speaker": ["s1", "s2", "s3"]})
    sink = io.BytesIO()
    pq.write_table(table.replace_schema_metadata({"huggingface": json.dumps(features)}), sink)
    report = scanned(tmp_path, {"clips.parquet": sink.getvalue()})
    rows = rows_of(report, "findings", "record", "field", "category", "detector")
    voices = {(record, field) for record, field, category, detector in rows if detector == "sound.voice"}
    [(status, reason)] = rows_of(report, "assets", "status", "reason")

    assert {(0, "audio"), (2, "audio")} == voices
    assert "partial" == status
    assert "2 cells of column audio hold sound recordings" in str(reason)


def test_damaged_recording(tmp_path: Path) -> None:
    """
    A recording whose header is damaged never looks clean, whatever the library makes of it.
    """
    report = scanned(tmp_path, {"a.wav": b"RIFF\xff\xff\xff\xffWAVEfmt \xff", "b.mp3": b"\xff\xfb\x90\x64\xff\xfe"})
    states = {status for (status,) in rows_of(report, "assets", "status")}

    assert states <= {"partial", "failed"}


def test_picture_of_the_test_is_one() -> None:
    """
    The portrait in the tags is a picture that opens.
    """
    with Image.open(io.BytesIO(PORTRAIT)) as picture:
        assert (96, 64) == picture.size
