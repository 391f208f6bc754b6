"""The ``piiscan`` command: its subcommands, and what becomes of errors."""

import sys
from typing import Annotated

import typer

from piiscan.cli.assess import assess_command
from piiscan.cli.diff import diff_command
from piiscan.cli.explain import explain_command
from piiscan.cli.plan import plan_command
from piiscan.cli.report import report_command
from piiscan.cli.rules import rules_command
from piiscan.cli.run import run_command
from piiscan.cli.scan import scan_command
from piiscan.cli.settle import settle_command
from piiscan.cli.verify import verify_command
from piiscan.model.errors import PiiscanError, UnfinishedError
from piiscan.runtimes.own_process import begin_loading, leave_cores_alone, leave_no_traces
from piiscan.runtimes.supervisor import can_watch, run_watched
from piiscan.version import __version__

BROKEN = 2
"""Exit code of a usage error, a crash, or a dataset that is not there."""

UNFINISHED = 4
"""Exit code where shards of a plan are still to be run."""

app = typer.Typer(
    name="piiscan",
    help="Says what a dataset holds about people before it is handed over.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("scan")(scan_command)
app.command("assess")(assess_command)
app.command("explain")(explain_command)
app.command("report")(report_command)
app.command("diff")(diff_command)
app.command("verify")(verify_command)
app.command("plan")(plan_command)
app.command("run")(run_command)
app.command("settle")(settle_command)
app.command("rules")(rules_command)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"piiscan {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Say what a dataset holds about people before it is handed over."""


_OPENS_FILES = frozenset({"scan", "plan", "run", "settle"})
"""Commands that open what nobody has looked at yet; they have the option ``--isolate``."""


def main() -> None:
    """Run the command line and exit; a command that opens files is watched from outside."""
    leave_no_traces()
    leave_cores_alone()
    arguments = sys.argv[1:]
    if arguments[:1] and arguments[0] in _OPENS_FILES and can_watch():
        run_watched(lambda isolate: _run([*arguments, "--isolate"] if isolate else arguments))
    _run(arguments)


def _run(arguments: list[str]) -> None:
    """Run a command and exit; an unforeseen error prints its type and place, never a value."""
    begin_loading()
    try:
        app(arguments, prog_name="piiscan")
    except UnfinishedError as error:
        _fail(str(error), UNFINISHED)
    except PiiscanError as error:
        _fail(str(error))
    except KeyboardInterrupt:
        _fail("stopped; the same command continues where it was")
    except BrokenPipeError:
        sys.exit(BROKEN)
    except Exception as error:  # noqa: BLE001 - the outermost net: a traceback could show values
        _fail(f"piiscan crashed ({_place(error)}); nothing can be said of the dataset. Please report this line.")


def _place(error: BaseException) -> str:
    """Return the error's type and where in piiscan it arose; its text may hold values and is left out."""
    places = []
    trace = error.__traceback__
    while trace is not None:
        places.append(f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}")
        trace = trace.tb_next
    ours = [place for place in places if place.startswith("piiscan.")]
    return f"{type(error).__name__} at {ours[-1] if ours else '?'}"


def _fail(sentence: str, code: int = BROKEN) -> None:
    from piiscan.reports.display import display_line

    print(f"piiscan: {display_line(sentence)}", file=sys.stderr)  # noqa: T201 - plain, so that it works when all else is broken
    sys.exit(code)
