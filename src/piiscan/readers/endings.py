"""Kinds of files that a name tells well enough to list a file without opening it.

Only endings behind which no table and no archive is expected: what a file really is, its reading finds out. A file that
may be a table is opened while planning, since tables are cut, and their columns judged, before they are read.
"""

from typing import Final

from piiscan.model.assets import Kind

_ENDINGS: Final = {
    Kind.PICTURE: (
        "jpg jpeg jpe jfif png webp gif bmp tif tiff heic heif hif avif jxl jp2 j2k psd ico dcm "
        "dng cr2 cr3 crw nef arw orf rw2 raf srw pef x3f mrw exv"
    ),
    Kind.VIDEO: "mp4 m4v mov avi mkv webm mpg mpeg 3gp 3g2 wmv flv mts m2ts",
    Kind.AUDIO: "wav mp3 flac ogg oga opus m4a aac aif aiff amr wma",
    Kind.DOCUMENT: "pdf rtf doc docx ppt pptx odt odp epub",
    Kind.TEXT: (
        "md markdown rst adoc tex yaml yml toml ini cfg conf css scss js mjs tsx jsx py pyi ipynb jl hh cc cpp hpp cs "
        "java kt go rs rb php pl lua swift scala sh bash zsh fish ps1 bat proto vue srt vtt diff patch"
    ),
}
_KINDS: Final = {ending: kind for kind, endings in _ENDINGS.items() for ending in endings.split()}


def kind_by_name(name: str) -> Kind | None:
    """Return the kind of file that a name promises; None where a table or an archive may lie behind it."""
    stem, dot, ending = name.rpartition(".")
    return _KINDS.get(ending.lower()) if dot and not stem.endswith("/") else None
