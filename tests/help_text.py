"""The help of every command, as it stands in README.md; run as a module to put it there."""

import os
import re
import subprocess
import sys
from pathlib import Path

README = Path(__file__).resolve().parents[1] / "README.md"
PLACE = re.compile(r"(?<=<!-- help: kept by scripts/update_docs -->\n).*?(?=<!-- end of help -->)", re.DOTALL)


def run_piiscan(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the real command, 80 columns wide and without colours."""
    environment = {**os.environ, "COLUMNS": "80", "NO_COLOR": "1", "TERM": "dumb"}
    command = [sys.executable, "-c", "from piiscan.cli.main import main; main()", *map(str, arguments)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own


def commands() -> list[str]:
    """The names of all commands, from the help itself."""
    listed = run_piiscan("--help").stdout.partition("Commands:")[2]
    return re.findall(r"^  (\w+) ", listed, re.MULTILINE)


def help_text() -> str:
    """The help of every command as Markdown."""
    helps = [run_piiscan(name, "--help").stdout.strip() for name in commands()]
    return "\n" + "".join(f"```text\n{text}\n```\n\n" for text in helps)


if __name__ == "__main__":
    README.write_text(PLACE.sub(lambda _: help_text(), README.read_text(encoding="utf-8")), encoding="utf-8")
