"""Shards: one plan run by several processes that know nothing of each other but its folder."""

import re
from dataclasses import dataclass, replace
from pathlib import Path

from piiscan.keys import KEY_VARIABLE, load_key
from piiscan.model.errors import KeyFileError, ReportError, UnfinishedError, UsageError
from piiscan.plan import Plan, read_plan
from piiscan.rulebook.loading import load_rulebook
from piiscan.rulebook.places import shipped_rules
from piiscan.version import __version__


@dataclass(frozen=True, slots=True)
class Shard:
    """One of several parts of a plan: every ``number``-th unit, from the ``index``-th on."""

    index: int
    """From 0."""

    number: int

    def __str__(self) -> str:
        return f"{self.index}/{self.number}"


def parse_shard(text: str) -> Shard:
    """Return the shard that a text such as ``0/4`` names. Raises UsageError where it names none."""
    found = re.fullmatch(r"(\d{1,9})/(\d{1,9})", text)
    if found is None or int(found[1]) >= int(found[2]):
        raise UsageError(f"--shard needs the form I/N with I from 0 to N-1, such as 0/4; not {text}")
    return Shard(int(found[1]), int(found[2]))


def load_plan(report: Path, key_file: Path | None) -> Plan:
    """Return the plan in a folder as this process can run it.

    Raises:
        UsageError: there is no plan.
        KeyFileError: the key here is not the one that the plan was made with, or there is none.
        ReportError: the plan was made by another version or with other rules.
    """
    plan = read_plan(report)
    planned = plan.context
    kept = planned.key_file if planned.key_file is not None and Path(planned.key_file).exists() else None
    context = replace(
        planned,
        rules_dirs=(str(shipped_rules()), *planned.rules_dirs[1:]),  # installed elsewhere on another machine
        key_file=str(key_file.resolve()) if key_file is not None else kept,
    )
    key = load_key(context.key_file)
    if key.id != planned.key_id:
        raise KeyFileError(
            f"this plan was made with the key {planned.key_id}, here is the key {key.id}: set {KEY_VARIABLE}, or name "
            "the --key-file"
        )
    if (planned.version, planned.rules_hash) != (__version__, load_rulebook(context.rules_dirs).hash):
        raise ReportError(f"{report} was planned by piiscan {planned.version} or with other rules: plan again")
    return replace(plan, context=context)


def note_shard(report: Path, shard: Shard) -> None:
    """Remember that a shard was begun, so that settling knows of how many it is one."""
    folder = report / "work" / "shards"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{shard.index}-of-{shard.number}").touch()


def require_all_run(plan: Plan) -> None:
    """Raise UnfinishedError, which names the shards that are to be run, unless all units of the plan are done."""
    to_do = frozenset(plan.units_to_do().ids)
    if not to_do:
        return
    command = f"piiscan run {plan.report} --shard"
    shards = _newest_shards(plan.report)
    if shards is None:
        raise UnfinishedError(f"no shard of {plan.report} was run: run each with: {command} I/N")
    ids = plan.unit_ids()
    missing = [Shard(index, shards) for index in range(shards) if not to_do.isdisjoint(ids[index::shards])]
    named = ", ".join(map(str, missing[:_NAMED])) + (f" and {len(missing) - _NAMED} more" * (len(missing) > _NAMED))
    raise UnfinishedError(
        f"{len(to_do)} units are not done; run the shards {named}, then settle again: {command} {missing[0]}"
    )


_NAMED = 20


def _newest_shards(report: Path) -> int | None:
    """Return into how many shards the newest run cut the plan; None where none was run."""
    begun = sorted((report / "work" / "shards").glob("*-of-*"), key=lambda path: path.stat().st_mtime_ns)
    return int(begun[-1].name.partition("-of-")[2]) if begun else None
