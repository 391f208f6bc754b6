"""What can go wrong, one class per stage.

::

    PiiscanError
    ├── UsageError      the user asked for something that cannot be done; says what to do instead
    │   └── KeyFileError    the key is missing, malformed or another than the report's
    ├── RuleError       a rule or policy file is malformed
    ├── SourceError     an input could not be listed or opened
    ├── ReadError       the bytes of an asset could not be decoded
    └── ReportError     a report is missing, incomplete or of another schema
        └── NoRoomError     its database had too little memory

Messages name assets and rules, never values: they may be printed.
"""


class PiiscanError(Exception):
    """Any failure that piiscan foresees; its text is safe to print."""


class UsageError(PiiscanError):
    """The user asked for something that cannot be done."""


class UnfinishedError(PiiscanError):
    """Units of a plan are still to be run; says which."""


class KeyFileError(UsageError):
    """The key is missing, malformed, or not the one that the report was made with."""


class RuleError(PiiscanError):
    """A rule or policy file is malformed."""


class SourceError(PiiscanError):
    """An input could not be listed or opened."""


class ReadError(PiiscanError):
    """The bytes of an asset could not be decoded as what they claim to be."""


class ReportError(PiiscanError):
    """A report is missing, incomplete, or of a schema that this version does not know."""


class NoRoomError(ReportError):
    """A database had too little memory for what it was asked."""
