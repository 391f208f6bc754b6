"""XMP packets as a flat table of properties, named by namespace and not by prefix."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

MOST_BYTES = 8 * 2**20
"""Larger packets are cut before parsing, and then read by the tolerant way."""

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XML = "http://www.w3.org/XML/1998/namespace"
DC = "http://purl.org/dc/elements/1.1/"
XMP = "http://ns.adobe.com/xap/1.0/"
EXIF = "http://ns.adobe.com/exif/1.0/"
EXIF_EX = "http://cipa.jp/exif/1.0/"
EXIF_AUX = "http://ns.adobe.com/exif/1.0/aux/"
TIFF = "http://ns.adobe.com/tiff/1.0/"
PHOTOSHOP = "http://ns.adobe.com/photoshop/1.0/"
DJI = "http://www.dji.com/drone-dji/1.0/"

_USUAL_PREFIXES = {
    "rdf": RDF, "xml": XML, "dc": DC, "xmp": XMP, "xap": XMP, "exif": EXIF, "exifEX": EXIF_EX, "aux": EXIF_AUX,
    "tiff": TIFF, "photoshop": PHOTOSHOP, "drone-dji": DJI,
}  # fmt: skip
"""For packets so damaged that their own declarations are lost."""

_DECLARATION = re.compile(r"""xmlns:([\w.-]+)\s*=\s*["']([^"']{1,200})["']""")
_TAG = re.compile(r"<([\w.-]+):([\w.-]+)([^<>]*)>([^<>]*)")
# Bounded, so that a long run of letters is not tried from each of them to its end.
_ATTRIBUTE = re.compile(r"""\b([\w.-]{1,60}):([\w.-]{1,60})\s{0,9}=\s*["']([^"'<>]*)["']""")

Name = tuple[str, str]
"""Namespace and local name."""


@dataclass(frozen=True, slots=True)
class XmpPacket:
    """The properties of a packet; those of nested structures stand beside the others."""

    properties: Mapping[Name, tuple[str, ...]]
    """Values in the order of the document; the items of a list are values of the property that holds it."""

    def values(self, namespace: str, name: str) -> tuple[str, ...]:
        """Return all values of one property that are not blank."""
        return self.properties.get((namespace, name), ())

    def first(self, namespace: str, name: str) -> str | None:
        """Return the first value of a property, None if there is none."""
        return next(iter(self.values(namespace, name)), None)


@lru_cache(maxsize=1)
def parse_xmp(packet: bytes | None) -> XmpPacket:
    """Parse a packet once for all detectors that look at the same picture.

    Malformed XML, and XML that declares entities, is searched for whatever tags can be made out.
    """
    if not packet:
        return XmpPacket({})
    text = _decoded(packet[:MOST_BYTES])
    try:
        pairs = list(_properties(fromstring(text.encode(), forbid_dtd=True)))
    except (ParseError, DefusedXmlException, ValueError):
        pairs = list(_made_out(text))
    found: dict[Name, list[str]] = {}
    for name, value in pairs:
        if value.strip():
            found.setdefault(name, []).append(value.strip())
    return XmpPacket({name: tuple(values) for name, values in found.items()})


def _decoded(packet: bytes) -> str:
    """Return the markup without padding around it; UTF-16 is allowed and rare (XMP specification, part 1, 7.3)."""
    if b"\0" in packet[:64].strip(b"\0"):
        encoding = "utf-16-be" if packet.find(b"\0<") < packet.find(b"<\0") else "utf-16-le"
        text = packet.decode(encoding, "replace")
    else:
        text = packet.decode("utf-8", "replace")
    # The XML declaration would name an encoding that no longer holds.
    text = re.sub(r"^[^<]*<\?xml [^>]*>", "", text)
    return text[text.find("<") : text.rfind(">") + 1]


def _properties(root: Element) -> Iterator[tuple[Name, str]]:
    """Walk without recursion: a hostile packet may be nested deeper than Python's stack."""
    to_visit: list[tuple[Element, Name | None]] = [(root, None)]
    while to_visit:
        element, holder = to_visit.pop()
        name = _split(element.tag)
        if name[0] != RDF:
            holder = name
        for key, value in element.items():
            attribute = _split(key)
            if attribute[0] not in (RDF, XML, ""):
                yield attribute, value
            elif attribute in ((RDF, "resource"), (RDF, "value")) and holder:
                yield holder, value
        if element.text and holder and not len(element):
            yield holder, element.text
        to_visit.extend((child, holder) for child in reversed(element))


def _split(tag: str) -> Name:
    namespace, _, name = tag.rpartition("}")
    return namespace[1:], name


def _made_out(text: str) -> Iterator[tuple[Name, str]]:
    """Find tags and attributes in text that is not well-formed XML."""
    namespaces = _USUAL_PREFIXES | dict(_DECLARATION.findall(text))
    holder: Name | None = None
    for prefix, name, attributes, content in _TAG.findall(text):
        namespace = namespaces.get(prefix, prefix)
        if namespace != RDF:
            holder = (namespace, name)
        for attribute_prefix, attribute, value in _ATTRIBUTE.findall(attributes):
            if attribute_prefix not in ("xmlns", "xml", "rdf"):
                yield (namespaces.get(attribute_prefix, attribute_prefix), attribute), value
        if holder:
            yield holder, content
