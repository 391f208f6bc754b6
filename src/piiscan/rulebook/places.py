"""Where the rules lie that piiscan brings along."""

from pathlib import Path

from piiscan.model.errors import RuleError


def shipped_rules() -> Path:
    """Return the folder of shipped rules: in the installed package, else at the top of the checkout.

    An editable install may hold a stale copy of the rules elsewhere, so only these two places count.

    Raises:
        RuleError: neither is there; the installation is broken.
    """
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "rules", package.parents[1] / "rules"):
        if (folder / "taxonomy.csv").is_file():
            return folder
    raise RuleError("the rules that belong to piiscan are missing: install it again")
