"""What the scan knew and its tables do not hold: kept in the report, so that it can be assessed again alone."""

from dataclasses import asdict, replace
from datetime import UTC, datetime

from piiscan.model.limits import DEFAULT_LIMITS
from piiscan.model.run import ScanFacts
from piiscan.plan import Plan
from piiscan.redaction import REDACTED
from piiscan.reports.run_json import read_begun, write_begun, write_facts
from piiscan.rulebook.places import shipped_rules
from piiscan.rulebook.taxonomy import load_taxonomy
from piiscan.settings import PICTURES_IN_BUDGET, ScanSettings
from piiscan.sources.listing import is_remote
from piiscan.version import __version__

_NO_NAMES = "names and places in running text: name a language model with --ner to look for them"
_NO_FACES = "faces in pictures: no face was looked for, so none being listed says nothing"
_NOT_ALL_FACES = f"faces in pictures beyond {PICTURES_IN_BUDGET:,} chosen by hash"
_NO_TEXT = "text inside pictures"
_NOT_ALL_TEXT = f"text inside pictures beyond {PICTURES_IN_BUDGET:,} chosen by hash"
_PIXELS = {
    "auto": f"photograph or graphic in pictures beyond {PICTURES_IN_BUDGET:,} chosen by hash, except by their headers",
    "off": "photograph or graphic, except by the pictures' headers",
}


def now() -> str:
    """Return the time of day, UTC, in ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def begin_facts(plan: Plan, settings: ScanSettings, started: str) -> None:
    """Keep what is known of a scan as it begins, for whoever finishes it."""
    facts = ScanFacts(
        datasets=(REDACTED,) if settings.redact_paths else plan.roots or ("a table in memory",),
        tool_version=__version__,
        rules_hash=plan.context.rules_hash,
        taxonomy_version=load_taxonomy(shipped_rules()).version,
        key_id=plan.context.key_id,
        settings=_settings(settings, plan.context.face_detector),
        not_looked_for=(),
        started=started,
        finished="",
    )
    write_begun(plan.report, facts)


def keep_facts(plan: Plan) -> ScanFacts:
    """Write the facts of this scan, which is finished, into its report, and return them."""
    facts = replace(read_begun(plan.report), not_looked_for=_not_looked_for(plan), finished=now())
    write_facts(plan.report, facts)
    return facts


def _settings(settings: ScanSettings, plan_detector: str | None) -> tuple[tuple[str, str], ...]:
    shown = {
        "pixels": settings.pixels,
        "faces": plan_detector or "not looked for",
        "names in text": settings.ner or "not looked for",
        "hash": _hash(settings),
        "include": ", ".join(settings.include) or "everything",
        "exclude": ", ".join(settings.exclude) or "nothing",
        "rules of your own": ", ".join(map(str, settings.rules)) or "none",
    }
    if settings.redact_paths:
        named = {name: REDACTED for name in ("include", "exclude", "rules of your own") if name in shown}
        shown |= named | {"names of files": "redacted"}
    if changed := {name: value for name, value in asdict(settings.limits).items() if value != _LIMITS[name]}:
        shown["limits"] = ", ".join(f"{name} {value:,}" for name, value in changed.items())
    return tuple(shown.items())


_LIMITS = asdict(DEFAULT_LIMITS)


def _hash(settings: ScanSettings) -> str:
    if settings.hashes:
        return "yes"
    is_elsewhere = any(map(is_remote, settings.datasets))
    return "no; a store's own marks (etag) are kept, which are not bound to the bytes" if is_elsewhere else "no"


def _not_looked_for(plan: Plan) -> tuple[str, ...]:
    pictures, decoded = plan.count_pictures()
    has_decoded, has_undecoded = decoded > 0, decoded < pictures
    missing = [] if plan.context.ner else [_NO_NAMES]
    if not (plan.context.reads_text and has_decoded):
        missing.append(_NO_TEXT)
    elif has_undecoded:
        missing.append(_NOT_ALL_TEXT)
    if pictures and not (plan.context.face_detector and has_decoded):
        missing.append(_NO_FACES)
    elif has_undecoded:
        missing.append(_NOT_ALL_FACES)
    if has_undecoded:
        missing.append(_PIXELS[plan.context.pixels])
    return tuple(missing)
