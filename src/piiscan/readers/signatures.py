"""The bytes by which binary formats are known: one line each, the first that fits counts.

Sources: the formats' own specifications, and for the older ones the ``magic`` database's descriptions.
"""

from dataclasses import dataclass

from piiscan.model.assets import Kind


@dataclass(frozen=True, slots=True)
class Signature:
    """A format by its first bytes."""

    magic: bytes
    kind: Kind
    media_type: str
    name: str
    """What a reason calls files of this format, in the plural."""

    reader: str | None = None
    offset: int = 0
    second: tuple[int, bytes] | None = None
    """Further bytes at another offset, for container formats."""

    def fits(self, head: bytes) -> bool:
        """Whether a file that begins with ``head`` is of this format."""
        if not head.startswith(self.magic, self.offset):
            return False
        return self.second is None or head.startswith(self.second[1], self.second[0])


def _picture(magic: bytes, media_type: str, offset: int = 0, second: tuple[int, bytes] | None = None) -> Signature:
    return Signature(magic, Kind.PICTURE, media_type, "pictures", "picture", offset, second)


def _brand(brand: bytes, media_type: str) -> Signature:
    """Return a picture in the ISO base media format (ISO/IEC 14496-12), known by its major brand."""
    return _picture(b"ftyp" + brand, media_type, offset=4)


def _movie(mark: bytes, media_type: str) -> Signature:
    """Return a movie, whose header is read as a picture's is; its frames and its sound are not."""
    return Signature(mark, Kind.VIDEO, media_type, "videos", "picture", offset=4)


SIGNATURES = (
    _picture(b"\xff\xd8\xff", "image/jpeg"),
    _picture(b"\x89PNG\r\n\x1a\n", "image/png"),
    _picture(b"RIFF", "image/webp", second=(8, b"WEBP")),
    _picture(b"II*\0", "image/tiff"),
    _picture(b"MM\0*", "image/tiff"),
    _picture(b"II+\0", "image/tiff"),
    _picture(b"MM\0+", "image/tiff"),
    _picture(b"GIF87a", "image/gif"),
    _picture(b"GIF89a", "image/gif"),
    _picture(b"BM", "image/bmp", second=(6, b"\0\0\0\0")),
    _brand(b"heic", "image/heic"),
    _brand(b"heix", "image/heic"),
    _brand(b"heim", "image/heic"),
    _brand(b"heis", "image/heic"),
    _brand(b"hevc", "image/heic-sequence"),
    _brand(b"mif1", "image/heif"),
    _brand(b"msf1", "image/heif-sequence"),
    _brand(b"avif", "image/avif"),
    _brand(b"avis", "image/avif"),
    _brand(b"mif2", "image/heif"),
    _brand(b"hevx", "image/heic-sequence"),
    _brand(b"crx ", "image/x-canon-cr3"),
    _picture(b"\0\0\0\x0cJXL \r\n\x87\n", "image/jxl"),
    _picture(b"\xff\x0a", "image/jxl"),
    _picture(b"\0\0\0\x0cjP  \r\n\x87\n", "image/jp2"),
    _picture(b"\xff\x4f\xff\x51", "image/jp2"),
    _picture(b"8BPS", "image/vnd.adobe.photoshop"),
    _picture(b"FUJIFILMCCD-RAW", "image/x-fuji-raf"),
    _picture(b"IIU\0", "image/x-panasonic-rw2"),
    _picture(b"IIRO", "image/x-olympus-orf"),
    _picture(b"IIRS", "image/x-olympus-orf"),
    _picture(b"MMOR", "image/x-olympus-orf"),
    _picture(b"\0MRM", "image/x-minolta-mrw"),
    _picture(b"FOVb", "image/x-sigma-x3f"),
    _picture(b"HEAPCCDR", "image/x-canon-crw", offset=6),
    _picture(b"\xff\x01Exiv2", "image/x-exv"),
    Signature(b"DICM", Kind.PICTURE, "application/dicom", "DICOM pictures", offset=128),
    Signature(b"PAR1", Kind.TABLE, "application/vnd.apache.parquet", "Parquet files", "parquet"),
    Signature(b"PARE", Kind.TABLE, "application/vnd.apache.parquet", "encrypted Parquet files"),
    Signature(b"ARROW1\0\0", Kind.TABLE, "application/vnd.apache.arrow.file", "Arrow files", "arrow_ipc"),
    Signature(b"FEA1", Kind.DATA, "application/x-feather", "Feather files of the first version"),
    Signature(
        b"\xff\xff\xff\xff",
        Kind.TABLE,
        "application/vnd.apache.arrow.stream",
        "Arrow streams",
        "arrow_stream",
        second=(6, b"\0\0"),
    ),
    Signature(b"GGUF", Kind.MODEL, "application/x-gguf", "models"),
    Signature(b"ggml", Kind.MODEL, "application/x-ggml", "models"),
    Signature(b"lmgg", Kind.MODEL, "application/x-ggml", "models"),
    Signature(b"TFL3", Kind.MODEL, "application/x-tflite", "models", offset=4),
    Signature(b"SQLite format 3\0", Kind.TABLE, "application/vnd.sqlite3", "SQLite databases", "sqlite"),
    Signature(b"DUCK", Kind.TABLE, "application/x-duckdb", "DuckDB databases", "duckdb", offset=8),
    Signature(b"\x89HDF\r\n\x1a\n", Kind.TABLE, "application/x-hdf5", "HDF5 files", "hdf5"),
    Signature(b"\x93NUMPY", Kind.TABLE, "application/x-npy", "NumPy arrays", "numpy"),
    Signature(b"Obj\x01", Kind.TABLE, "application/avro", "Avro files", "avro"),
    Signature(b"ORC", Kind.TABLE, "application/x-orc", "ORC files", "orc"),
    Signature(b"$FL2", Kind.TABLE, "application/x-spss-sav", "SPSS files", "statistics"),
    Signature(b"<stata_dta>", Kind.TABLE, "application/x-stata-dta", "Stata files", "statistics"),
    Signature(b"RDX", Kind.DATA, "application/x-r-data", "R data files"),
    Signature(b"$FL3", Kind.TABLE, "application/x-spss-sav", "SPSS files", "statistics"),
    Signature(b"\0" * 12 + b"\xc2\xea\x81\x60", Kind.TABLE, "application/x-sas-data", "SAS files", "statistics"),
    Signature(b"HEADER RECORD*******LIB", Kind.TABLE, "application/x-sas-xport", "SAS files", "statistics"),
    Signature(b"MATLAB 5.0 MAT-file", Kind.TABLE, "application/x-matlab-data", "MATLAB files", "matlab"),
    Signature(b"MATLAB 7.3 MAT-file", Kind.TABLE, "application/x-matlab-data", "MATLAB files", "hdf5"),
    Signature(b"\xde\xc0\xef\xbe", Kind.TABLE, "application/x-lmdb", "LMDB databases", "lmdb", offset=16),
    Signature(b"CDF\x01", Kind.DATA, "application/x-netcdf", "NetCDF files"),
    Signature(b"CDF\x02", Kind.DATA, "application/x-netcdf", "NetCDF files"),
    Signature(b"%PDF-", Kind.DOCUMENT, "application/pdf", "PDF documents", "pdf"),
    Signature(b"{\\rtf", Kind.DOCUMENT, "application/rtf", "RTF documents"),
    Signature(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind.DOCUMENT, "application/x-ole-storage", "older Office documents"
    ),
    Signature(b"\x1f\x8b", Kind.ARCHIVE, "application/gzip", "gzip archives"),
    Signature(b"BZh", Kind.ARCHIVE, "application/x-bzip2", "bzip2 archives"),
    Signature(b"\xfd7zXZ\0", Kind.ARCHIVE, "application/x-xz", "xz archives"),
    Signature(b"\x28\xb5\x2f\xfd", Kind.ARCHIVE, "application/zstd", "zstd archives"),
    Signature(b"\x04\x22\x4d\x18", Kind.ARCHIVE, "application/x-lz4", "lz4 archives"),
    Signature(b"7z\xbc\xaf\x27\x1c", Kind.ARCHIVE, "application/x-7z-compressed", "7z archives", "7z"),
    Signature(b"Rar!\x1a\x07", Kind.ARCHIVE, "application/vnd.rar", "RAR archives"),
    Signature(b"ustar", Kind.ARCHIVE, "application/x-tar", "tar archives", "tar", offset=257),
    Signature(b"PK\x03\x04", Kind.ARCHIVE, "application/zip", "zip archives"),
    Signature(b"PK\x05\x06", Kind.ARCHIVE, "application/zip", "zip archives"),
    Signature(b"RIFF", Kind.AUDIO, "audio/wav", "sound recordings", "sound", second=(8, b"WAVE")),
    Signature(b"ID3", Kind.AUDIO, "audio/mpeg", "sound recordings", "sound"),
    Signature(b"\xff\xfb", Kind.AUDIO, "audio/mpeg", "sound recordings", "sound"),
    Signature(b"\xff\xf3", Kind.AUDIO, "audio/mpeg", "sound recordings", "sound"),
    Signature(b"\xff\xf1", Kind.AUDIO, "audio/aac", "sound recordings", "sound"),
    Signature(b"fLaC", Kind.AUDIO, "audio/flac", "sound recordings", "sound"),
    Signature(b"OggS", Kind.AUDIO, "audio/ogg", "sound recordings", "sound"),
    Signature(b"FORM", Kind.AUDIO, "audio/aiff", "sound recordings", "sound", second=(8, b"AIF")),
    Signature(b"ftypM4A", Kind.AUDIO, "audio/mp4", "sound recordings", "sound", offset=4),
    Signature(b"#!AMR", Kind.AUDIO, "audio/amr", "sound recordings", "sound"),
    Signature(b"RIFF", Kind.VIDEO, "video/x-msvideo", "videos", "video", second=(8, b"AVI ")),
    Signature(b"\x1aE\xdf\xa3", Kind.VIDEO, "video/x-matroska", "videos", "video"),
    Signature(b"\0\0\x01\xba", Kind.VIDEO, "video/mpeg", "videos", "video"),
    Signature(b"\0\0\x01\xb3", Kind.VIDEO, "video/mpeg", "videos", "video"),
    Signature(b"FLV\x01", Kind.VIDEO, "video/x-flv", "videos", "video"),
    Signature(b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", Kind.VIDEO, "video/x-ms-wmv", "videos", "video"),
    _movie(b"ftypqt", "video/quicktime"),
    _movie(b"ftyp3g", "video/3gpp"),
    _movie(b"ftyp", "video/mp4"),
    _movie(b"moov", "video/quicktime"),
    _movie(b"mdat", "video/quicktime"),
    _movie(b"wide", "video/quicktime"),
)


def match_signature(head: bytes) -> Signature | None:
    """Return the first signature that fits; that none does, as with every text, is told by a few looks at all."""
    if not any(head.startswith(marks, offset) for offset, marks in _MARKS.items()):
        return None
    return next((signature for signature in SIGNATURES if signature.fits(head)), None)


_MARKS = {
    offset: tuple(signature.magic for signature in SIGNATURES if signature.offset == offset)
    for offset in sorted({signature.offset for signature in SIGNATURES})
}
"""All first bytes, by where they stand."""
