"""XMP packets as a flat table of properties, named by namespace and not by prefix."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from piiscan.model.content import ImageContent

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
XMP_RIGHTS = "http://ns.adobe.com/xap/1.0/rights/"
CC = "http://creativecommons.org/ns#"
PLUS = "http://ns.useplus.org/ldf/xmp/1.0/"
IPTC_CORE = "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
IPTC_EXT = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
REGIONS = "http://www.metadataworkinggroup.com/schemas/regions/"
AREA = "http://ns.adobe.com/xmp/sType/Area#"
MP_REGION = "http://ns.microsoft.com/photo/1.2/t/Region#"
MICROSOFT = "http://ns.microsoft.com/photo/1.0/"
LIGHTROOM = "http://ns.adobe.com/lightroom/1.0/"
DIGIKAM = "http://www.digikam.org/ns/1.0/"
MEDIAPRO = "http://ns.iview-multimedia.com/mediapro/1.0/"

_USUAL_PREFIXES = {
    "rdf": RDF, "xml": XML, "dc": DC, "xmp": XMP, "xap": XMP, "exif": EXIF, "exifEX": EXIF_EX, "aux": EXIF_AUX,
    "tiff": TIFF, "photoshop": PHOTOSHOP, "drone-dji": DJI, "xmpRights": XMP_RIGHTS, "xapRights": XMP_RIGHTS, "cc": CC,
    "plus": PLUS, "Iptc4xmpCore": IPTC_CORE, "Iptc4xmpExt": IPTC_EXT, "mwg-rs": REGIONS, "stArea": AREA,
    "MPReg": MP_REGION, "MicrosoftPhoto": MICROSOFT, "lr": LIGHTROOM, "digiKam": DIGIKAM, "mediapro": MEDIAPRO,
}  # fmt: skip
"""For packets so damaged that their own declarations are lost."""

_DECLARATION = re.compile(r"""xmlns:([\w.-]+)\s*=\s*["']([^"']{1,200})["']""")
_TAG = re.compile(r"<([\w.-]+):([\w.-]+)([^<>]*)>([^<>]*)")
# Bounded, so that a long run of letters is not tried from each of them to its end.
_ATTRIBUTE = re.compile(r"""\b([\w.-]{1,60}):([\w.-]{1,60})\s{0,9}=\s*["']([^"'<>]*)["']""")

Name = tuple[str, str]
"""Namespace and local name."""


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a picture that somebody, or a program, marked as a face."""

    name: str
    """Blank where the face has none."""

    area: tuple[float, float, float, float] | None
    """Left, top, width and height, as parts of the stored picture's width and height."""

    field: str


@dataclass(frozen=True, slots=True)
class XmpPacket:
    """The properties of a packet; those of nested structures stand beside the others."""

    properties: Mapping[Name, tuple[str, ...]]
    """Values in the order of the document; the items of a list are values of the property that holds it."""

    regions: "tuple[Region, ...]" = ()
    """Marked parts of the picture that are, or may be, faces."""

    def values(self, namespace: str, name: str) -> tuple[str, ...]:
        """Return all values of one property that are not blank."""
        return self.properties.get((namespace, name), ())

    def first(self, namespace: str, name: str) -> str | None:
        """Return the first value of a property, None if there is none."""
        return next(iter(self.values(namespace, name)), None)


NO_XMP = XmpPacket({})


def xmp_of(content: ImageContent) -> XmpPacket:
    """Return the properties of all packets of a picture together."""
    return _parse_all(content.xmp) if content.xmp else NO_XMP


@lru_cache(maxsize=16)
def _parse_all(packets: tuple[bytes, ...]) -> XmpPacket:
    """Parse packets once for all detectors; cameras write the same packet into picture after picture."""
    if len(packets) == 1:
        return parse_xmp(packets[0])
    parsed = [parse_xmp(packet) for packet in dict.fromkeys(packets)]
    together: dict[Name, tuple[str, ...]] = {}
    for packet in parsed:
        for name, values in packet.properties.items():
            together[name] = (*together.get(name, ()), *values)
    return XmpPacket(together, tuple(region for packet in parsed for region in packet.regions))


def parse_xmp(packet: bytes | None) -> XmpPacket:
    """Return what a packet says.

    Malformed XML, and XML that declares entities, is searched for whatever tags can be made out.
    """
    if not packet:
        return NO_XMP
    text = _decoded(packet[:MOST_BYTES])
    regions: tuple[Region, ...] = ()
    try:
        root = fromstring(text.encode(), forbid_dtd=True)
        pairs = list(_properties(root))
        regions = tuple(_regions(root))
    except (ParseError, DefusedXmlException, ValueError):
        pairs = list(_made_out(text))
    found: dict[Name, list[str]] = {}
    for name, value in pairs:
        if value.strip():
            found.setdefault(name, []).append(value.strip())
    return XmpPacket({name: tuple(values) for name, values in found.items()}, regions)


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


def _regions(root: Element) -> Iterator[Region]:
    """Yield the face regions of the Metadata Working Group and of Microsoft."""
    for element in root.iter():
        said = _own(element)
        if (REGIONS, "Area") in said or (REGIONS, "Name") in said:
            if said.get((REGIONS, "Type"), "Face") == "Face":
                yield Region(said.get((REGIONS, "Name"), "").strip(), _centred(said), "XMP:RegionName")
        elif (MP_REGION, "Rectangle") in said or (MP_REGION, "PersonDisplayName") in said:
            area = _cornered(said.get((MP_REGION, "Rectangle"), ""))
            yield Region(said.get((MP_REGION, "PersonDisplayName"), "").strip(), area, "XMP:RegionPersonDisplayName")


def _own(element: Element) -> dict[Name, str]:
    """Return the properties of one structure, its area's included, whether written as attributes or as elements."""
    said = {_split(key): value for key, value in element.items()}
    for child in element:
        name = _split(child.tag)
        said.setdefault(name, child.text or "")
        if name == (REGIONS, "Area"):
            for part in child.iter():
                said.update({_split(key): value for key, value in part.items()})
                said.setdefault(_split(part.tag), part.text or "")
    return said


def _centred(said: Mapping[Name, str]) -> tuple[float, float, float, float] | None:
    """Return the area of a region whose centre is given (Guidelines for Handling Image Metadata 2.0, section 5.9)."""
    try:
        x, y, width, height = (float(said[AREA, name]) for name in ("x", "y", "w", "h"))
    except (KeyError, ValueError):
        return None
    return _within(x - width / 2, y - height / 2, width, height)


def _cornered(text: str) -> tuple[float, float, float, float] | None:
    try:
        x, y, width, height = (float(part) for part in text.split(","))
    except ValueError:
        return None
    return _within(x, y, width, height)


def _within(x: float, y: float, width: float, height: float) -> tuple[float, float, float, float] | None:
    is_sane = -1 < x < 1 and -1 < y < 1 and 0 < width <= 1 and 0 < height <= 1
    return (max(x, 0.0), max(y, 0.0), width, height) if is_sane else None
