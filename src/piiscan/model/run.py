"""A run: what the scan knew, and all that its reports say in counts."""

from dataclasses import asdict, dataclass
from typing import Any, Self

from piiscan.model.categories import Category
from piiscan.model.crowds import Combination, Crowds
from piiscan.model.errors import ReportError
from piiscan.model.ignores import Ignored
from piiscan.model.policies import FailOn, Judgement, Level
from piiscan.model.provenance import Sign
from piiscan.model.transfer import Declaration


@dataclass(frozen=True, slots=True)
class ScanFacts:
    """What the scan knew and the report's tables do not hold; kept so that a report can be assessed again alone."""

    datasets: tuple[str, ...]
    """What was scanned, as the user named it; without credentials."""

    tool_version: str
    rules_hash: str
    taxonomy_version: str
    key_id: str
    """Names the key that tokens were made with."""

    settings: tuple[tuple[str, str], ...]
    """Name and value of each setting that had a say in the result, as shown to people."""

    not_looked_for: tuple[str, ...]
    """What this scan cannot have found, such as ``names in running text``."""

    started: str
    finished: str
    """ISO 8601, UTC."""

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON knows it."""
        return asdict(self)

    @classmethod
    def from_json(cls, content: Any) -> Self:
        """Return the facts that ``to_json`` gave. Raises ReportError where they are not such."""
        try:
            return cls(
                datasets=tuple(map(str, content["datasets"])),
                tool_version=str(content["tool_version"]),
                rules_hash=str(content["rules_hash"]),
                taxonomy_version=str(content["taxonomy_version"]),
                key_id=str(content["key_id"]),
                settings=tuple((str(name), str(value)) for name, value in content["settings"]),
                not_looked_for=tuple(map(str, content["not_looked_for"])),
                started=str(content["started"]),
                finished=str(content["finished"]),
            )
        except (KeyError, TypeError, ValueError):
            raise ReportError("the report's facts.json is incomplete: scan again") from None


@dataclass(frozen=True, slots=True)
class AssetCount:
    """Assets of one kind that were read equally far."""

    kind: str
    status: str
    assets: int
    size: int
    """Bytes."""


@dataclass(frozen=True, slots=True)
class CategoryCount:
    """How much of one category there is."""

    category: Category
    findings: int
    records: int
    fields: int
    """Columns and metadata tags; the parts of one table count once."""

    assets: int


@dataclass(frozen=True, slots=True)
class RiskCount:
    """Records of one risk level."""

    level: str
    records: int


@dataclass(frozen=True, slots=True)
class PictureCount:
    """Pictures, wherever they lie; all but ``total`` may overlap."""

    total: int = 0
    photos: int = 0
    graphics: int = 0
    not_decoded: int = 0
    """Not known to be photo or graphic."""

    with_place: int = 0
    """That tell where they were taken."""

    with_device: int = 0
    """That name a camera's or other device's serial number."""

    with_faces: int = 0
    face_check_run: int = 0
    face_share_low: float = 0.0
    face_share_high: float = 1.0
    """Of all pictures, the share with a face lies between the two, 19 times in 20, if the detector is right."""

    copies: int = 0
    """That have the same bytes as another one."""


@dataclass(frozen=True, slots=True)
class UnreadAsset:
    """An asset, or part of one, that could hold data and was not read."""

    asset: str
    kind: str
    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much was read, and what was not."""

    assets: tuple[AssetCount, ...]
    unread: int
    """Assets that could hold data and could not be read, or not all."""

    unread_first: tuple[UnreadAsset, ...]
    """The first of them."""

    records_read: int
    pictures: PictureCount


@dataclass(frozen=True, slots=True)
class DatasetDigest:
    """What exactly was scanned."""

    sha256: str
    """Over ``asset NUL size NUL sha256 NUL`` of each ledger row, in byte order of the asset's name."""

    assets: int
    without_hash: int
    """Assets of which only name and size are in it."""


@dataclass(frozen=True, slots=True)
class RunRecord:
    """The record of a run: what ``run.json`` holds, and what every report is written from."""

    facts: ScanFacts
    schema_version: str
    coverage: Coverage
    digest: DatasetDigest
    categories: tuple[CategoryCount, ...]
    """Those found, most records first."""

    records: int
    """Records with a finding."""

    persons: int
    """Different persons that records were linked to."""

    risks: tuple[RiskCount, ...]
    """Highest level first."""

    judgements: tuple[Judgement, ...]
    cannot_judge: tuple[str, ...]
    """What no scan can tell, as the policies say it."""

    fail_on: FailOn
    allow_unread: int
    exit_code: int
    combinations: tuple[Combination, ...] = ()
    """What people are known by together."""

    crowds: tuple[Crowds, ...] = ()
    """Tables with indirect identifiers."""

    signs: tuple[Sign, ...] = ()
    """What speaks for or against a right to share, gravest first."""

    declaration: Declaration | None = None
    ignored: tuple[Ignored, ...] = ()
    gate: Judgement | None = None
    """What is new against a baseline, judged alone; then it decides the exit code."""

    @property
    def level(self) -> Level:
        """The gravest level of all policies."""
        return max((judgement.level for judgement in self.judgements), key=lambda x: x.severity, default=Level.NONE)

    @property
    def incomplete(self) -> bool:
        """Whether more was left unread than the user allowed."""
        return self.coverage.unread > self.allow_unread

    @property
    def verdict(self) -> str:
        """The gravest verdict in words."""
        return f"{self.level}, incomplete" if self.incomplete else str(self.level)
