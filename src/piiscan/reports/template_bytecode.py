"""Keeps the page's template as bytecode where Python keeps that of this package, and as Python does."""

import sys
from contextlib import suppress
from importlib.util import cache_from_source
from io import BytesIO
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket

from piiscan.model.errors import ReportError
from piiscan.reports.folder import replace_bytes


class TemplateBytecode(jinja2.BytecodeCache):
    """Bytecode beside that of this module: whoever can change it can change the code of piiscan as well.

    Compiling the template takes .03 s of each scan. Where Python may not write, or is told not to, nothing is kept.
    """

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what is kept; jinja looks whether it is of this very template, and of this Python."""
        with suppress(OSError):
            bucket.load_bytecode(BytesIO(self._place(bucket).read_bytes()))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        if not sys.dont_write_bytecode:
            with suppress(ReportError):
                replace_bytes(self._place(bucket), bucket.bytecode_to_string())

    def _place(self, bucket: Bucket) -> Path:
        of_module = Path(cache_from_source(__file__))
        return of_module.with_name(f"{of_module.stem}.{bucket.key[:16]}.jinja{jinja2.__version__}")
