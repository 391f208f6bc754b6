"""A transfer as its sender declares it: shown, never verified."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class TransferField(StrEnum):
    """What a declaration can say."""

    SENDER = "sender"
    RECIPIENT = "recipient"
    COUNTRY = "country"
    PURPOSE = "purpose"
    SOURCE = "source"
    COLLECTED = "collected"
    NOTICE = "notice"
    LEGAL_BASIS = "legal_basis"
    RELATED_PARTIES = "related_parties"
    DERIVED_MODELS = "derived_models"
    SIGNED_BY = "signed_by"


QUESTIONS: Mapping[TransferField, str] = {
    TransferField.SENDER: "Who hands the dataset over?",
    TransferField.RECIPIENT: "Who receives it?",
    TransferField.COUNTRY: "In which country?",
    TransferField.PURPOSE: "What for?",
    TransferField.SOURCE: "Where do the data come from?",
    TransferField.COLLECTED: "When were they collected?",
    TransferField.NOTICE: "Which notice or consent were the people shown, in which version?",
    TransferField.LEGAL_BASIS: "On which legal basis?",
    TransferField.RELATED_PARTIES: "Are sender and recipient related, such as by owners or officers?",
    TransferField.DERIVED_MODELS: "Which models were or will be made from the data?",
    TransferField.SIGNED_BY: "Who signs for this?",
}
"""What each asks, for people."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """What the sender says of the transfer."""

    answers: Mapping[TransferField, str]
    """Those given; none is empty."""

    sha256: str
    """Of the file, so that it can be told which declaration was shown."""
