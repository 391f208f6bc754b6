"""Headers that say nothing, read by what a data dictionary beside the data says of their columns."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from piiscan.detectors.table.headers import Header, HeaderReader
from piiscan.model.columns import Origin, Reason

_HEADER = "the header"
_DESCRIPTION = "its description beside the data"


def by_description(reason: Reason, header: Header) -> Reason:
    """Return a reason that names the description where it is that, and not the header, which says so."""
    if not header.described or not reason.sentence.startswith(_HEADER):
        return reason
    return Reason(reason.weight, _DESCRIPTION + reason.sentence.removeprefix(_HEADER))


def described(
    headers: Sequence[Header], names: Sequence[str], words: Mapping[str, str], reader: HeaderReader
) -> tuple[Header, ...]:
    """Return the headers; one that says nothing of any category is read as its column's description is.

    A header that says something is believed: descriptions are sentences, and the wrong one may stand beside a column.
    Who says so, as in ``self-reported gender``, is taken from the description where the header does not tell.

    Args:
        headers: as read, in order of columns.
        names: the names of the columns.
        words: what is said of columns, by name; columns of which nothing is said are left out.
        reader: reads a description as it reads a header.
    """
    return tuple(
        _described(header, reader.read(words[name])) if name in words else header
        for header, name in zip(headers, names, strict=True)
    )


def _described(header: Header, description: Header) -> Header:
    """Return a header that says something with who says so, or what is read of its description."""
    if not header.says:
        return replace(description, described=True)
    return replace(header, origin=description.origin) if header.origin is Origin.UNKNOWN else header
