"""``piiscan diff``: what changed between two scans."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from piiscan.reports.changes import Changes


def diff_command(
    old: Annotated[str, typer.Argument(metavar="OLD", help="Folder of the earlier report, or its address.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="Folder of the later report, or its address.")],
) -> None:
    """Say what a later report has that an earlier one has not (+), and the other way round (-).

    Columns are told apart by table, field and category, pictures by their content; row numbers and the cut of a table
    into files play no role. The exit code is 0 whether or not something changed.
    """
    from piiscan.machines.stored_report import at_hand
    from piiscan.reports.changes import find_changes
    from piiscan.reports.folder import connect

    with at_hand(old) as earlier, at_hand(new) as later, connect(later) as db:
        changes = find_changes(db, later, earlier)
    lines = list(_lines(changes))
    for line in lines or ["nothing changed in what was found"]:
        typer.echo(line)


def _lines(changes: "Changes") -> Iterator[str]:
    from piiscan.reports.display import display_count, display_name

    for sign, columns, contents in (
        ("+", changes.new_columns, changes.new_contents),
        ("-", changes.gone_columns, changes.gone_contents),
    ):
        for column in columns:
            place = f"{display_name(column.table)}  {display_name(column.field)}"
            yield f"{sign} {column.category}  {place}  {display_count(column.records, 'record')}"
        for content in contents:
            yield f"{sign} {content.category}  {display_name(content.field)}  {display_count(content.files, 'file')}"
