"""Statements about a picture's origin, rights and use."""

import pytest
from PIL.ExifTags import Base

from piiscan.detectors.image.rights import find_rights
from piiscan.model.categories import Category
from tests.detectors.image.contents import content

PLUS = 'xmlns:plus="http://ns.useplus.org/ldf/xmp/1.0/" plus:DataMining="http://ns.useplus.org/ldf/vocab/{}"'
RDF = '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><r:Description {}/></r:RDF>'


def mining(value: str) -> bytes:
    return RDF.format(PLUS.format(value)).encode()


@pytest.mark.parametrize(
    ("value", "fields"),
    [
        ("DMI-PROHIBITED-GENAIMLTRAINING", ["XMP:DataMining"]),
        ("DMI-PROHIBITED", ["XMP:DataMining"]),
        ("DMI-ALLOWED", []),
        ("DMI-UNSPECIFIED", []),
    ],
)
def test_data_mining(value: str, fields: list[str]) -> None:
    """The data-mining property counts where it forbids."""
    found = find_rights(content(xmp=mining(value)))

    assert fields == [finding.field for finding in found]
    assert {Category.PROVENANCE_NO_AI_TRAINING} >= {finding.category for finding in found}


@pytest.mark.parametrize(
    ("store", "categories"),
    [
        (b"jumb c2pa", {Category.PROVENANCE_CONTENT_CREDENTIALS}),
        (b"c2pa.training-mining allowed", {Category.PROVENANCE_CONTENT_CREDENTIALS}),
        (
            b"c2pa.training-mining cuse notAllowed",
            {Category.PROVENANCE_CONTENT_CREDENTIALS, Category.PROVENANCE_NO_AI_TRAINING},
        ),
    ],
)
def test_credentials(store: bytes, categories: set[Category]) -> None:
    """A manifest store is content credentials; its training assertion counts where it forbids."""
    assert categories == {finding.category for finding in find_rights(content(credentials=store))}


def test_rights() -> None:
    """A rights statement is evidence of a licence."""
    (finding,) = find_rights(content(main={Base.Copyright: "CC BY 4.0"}))

    assert ("image.rights", Category.PROVENANCE_LICENCE, "[licence]") == (
        finding.detector,
        finding.category,
        finding.shown,
    )
    assert [] == find_rights(content(main={Base.Copyright: "  "}))
