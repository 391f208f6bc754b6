"""Makers of documents that people write: the addresses of invented people, and a photo, in every format."""

import io
import zipfile
from collections.abc import Callable

import docx
import pptx
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, NumberObject, StreamObject

from tests.containers import PEOPLE, PHOTO

AUTHOR = "Zorelia Quist"
LINES = [f"Write to {email} by Monday." for email in PEOPLE["email"].to_pylist()[:20]]


def word() -> bytes:
    """Return a Word document."""
    document = docx.Document()
    document.core_properties.author = AUTHOR
    for line in LINES:
        document.add_paragraph(line)
    document.add_picture(io.BytesIO(PHOTO))
    sink = io.BytesIO()
    document.save(sink)
    return sink.getvalue()


def powerpoint() -> bytes:
    """Return a presentation: half of the lines on slides, half in the speaker's notes."""
    show = pptx.Presentation()
    show.core_properties.author = AUTHOR
    for first, second in zip(LINES[::2], LINES[1::2], strict=True):
        slide = show.slides.add_slide(show.slide_layouts[5])
        slide.shapes.title.text = first
        slide.notes_slide.notes_text_frame.text = second
    show.slides[0].shapes.add_picture(io.BytesIO(PHOTO), 0, 0)
    sink = io.BytesIO()
    show.save(sink)
    return sink.getvalue()


def open_document() -> bytes:
    """Return an OpenDocument text: a zip archive of XML parts and pictures."""
    space = "urn:oasis:names:tc:opendocument:xmlns:"
    body = "".join(f"<text:p>{line}</text:p>" for line in LINES)
    root = f'office:c xmlns:office="{space}office:1.0" xmlns:text="{space}text:1.0"'
    parts = {
        "mimetype": b"application/vnd.oasis.opendocument.text",
        "meta.xml": f'<m xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>{AUTHOR}</dc:creator></m>'.encode(),
        "content.xml": f"<{root}>{body}</office:c>".encode(),
        "Pictures/1.jpg": PHOTO,
    }
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return sink.getvalue()


def pdf(password: str = "") -> bytes:
    """Return a PDF document of one page: text, and a photo as it stands in its own file."""
    writer = PdfWriter()
    page = writer.add_blank_page(600, 800)
    text = DecodedStreamObject()
    rows = " ".join(f"({line}) Tj T*" for line in LINES)
    text.set_data(f"BT /F1 12 Tf 14 TL 40 760 Td {rows} ET".encode())
    picture = StreamObject()
    picture.set_data(PHOTO)
    picture.update(
        {NameObject("/Subtype"): NameObject("/Image"), NameObject("/Filter"): NameObject("/DCTDecode"),
         NameObject("/Width"): NumberObject(96), NameObject("/Height"): NumberObject(64)}
    )  # fmt: skip
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    named = DictionaryObject({NameObject(key): NameObject(value) for key, value in font.items()})
    page[NameObject("/Contents")] = writer._add_object(text)
    page[NameObject("/Resources")] = DictionaryObject(
        {
            NameObject("/Font"): DictionaryObject({NameObject("/F1"): named}),
            NameObject("/XObject"): DictionaryObject({NameObject("/Im1"): writer._add_object(picture)}),
        }
    )
    writer.add_metadata({"/Author": AUTHOR})
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    sink = io.BytesIO()
    writer.write(sink)
    return sink.getvalue()


def html() -> bytes:
    """Return a page whose sentences are broken by tags, beside a script that shows nothing."""
    body = "".join(f"<p>{line.replace('@', '<b></b>@')}</p>" for line in LINES)
    script = "<script>var owner = 'hidden@example.com'</script>"
    return f'<!doctype html><head><meta name="author" content="{AUTHOR}"></head><body>{script}{body}</body>'.encode()


DOCUMENTS: dict[str, Callable[[], bytes]] = {
    "letter.docx": word,
    "slides.pptx": powerpoint,
    "letter.odt": open_document,
    "letter.pdf": pdf,
}
"""Each holds the lines, the author's name and the photo."""
