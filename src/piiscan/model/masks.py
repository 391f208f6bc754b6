"""Masks: what a report shows in place of a value, one fixed word per category.

A mask that kept a length or a first letter would tell something of the value; a word of the category tells nothing.
"""

from piiscan.model.categories import Category

_WORDS = {
    Category.IMAGE_PHOTO: "[photo]",
    Category.IMAGE_REFERENCE: "[photo reference]",
    Category.IMAGE_THUMBNAIL: "[preview]",
    Category.BIOMETRIC_FACE: "[face]",
    Category.BIOMETRIC_TEMPLATE: "[biometric template]",
    Category.BIOMETRIC_VOICE: "[voice]",
    Category.BIOMETRIC_OTHER: "[biometric]",
    Category.DEMOGRAPHIC_AGE: "[age]",
    Category.DEMOGRAPHIC_BIRTH_DATE: "[birth date]",
    Category.DEMOGRAPHIC_MINOR: "[minor]",
    Category.DEMOGRAPHIC_SEX: "[sex]",
    Category.DEMOGRAPHIC_RACE: "[race]",
    Category.DEMOGRAPHIC_SKIN_TONE: "[skin tone]",
    Category.DEMOGRAPHIC_PHYSICAL_TRAIT: "[physical trait]",
    Category.DEMOGRAPHIC_NATIONALITY: "[nationality]",
    Category.DEMOGRAPHIC_LANGUAGE: "[language]",
    Category.DEMOGRAPHIC_MARITAL_STATUS: "[marital status]",
    Category.DEMOGRAPHIC_EDUCATION: "[education]",
    Category.DEMOGRAPHIC_OCCUPATION: "[occupation]",
    Category.DEMOGRAPHIC_INCOME: "[income]",
    Category.DEMOGRAPHIC_FAMILY: "[family]",
    Category.SPECIAL_RELIGION: "[religion]",
    Category.SPECIAL_POLITICAL_OPINION: "[political opinion]",
    Category.SPECIAL_TRADE_UNION: "[trade union]",
    Category.SPECIAL_SEXUAL_ORIENTATION: "[sexual orientation]",
    Category.SPECIAL_HEALTH: "[health]",
    Category.SPECIAL_GENETIC: "[genetic]",
    Category.SPECIAL_CRIMINAL: "[criminal record]",
    Category.SPECIAL_GENDER_IDENTITY: "[gender identity]",
    Category.LOCATION_COORDINATES: "[position]",
    Category.LOCATION_ADDRESS: "[address]",
    Category.LOCATION_REGION: "[region]",
    Category.LOCATION_COARSE: "[coarse position]",
    Category.LOCATION_TRACE: "[trace]",
    Category.IDENTIFIER_NAME: "[name]",
    Category.IDENTIFIER_DEPICTED_PERSON: "[depicted person]",
    Category.IDENTIFIER_EMAIL: "[e-mail]",
    Category.IDENTIFIER_PHONE: "[phone]",
    Category.IDENTIFIER_GOVERNMENT_ID: "[government id]",
    Category.IDENTIFIER_FINANCIAL_ACCOUNT: "[account]",
    Category.IDENTIFIER_MEDICAL_RECORD: "[medical record]",
    Category.IDENTIFIER_USERNAME: "[user name]",
    Category.IDENTIFIER_PROFILE_URL: "[profile]",
    Category.IDENTIFIER_PERSON_ID: "[person id]",
    Category.IDENTIFIER_DEVICE: "[serial]",
    Category.IDENTIFIER_IP_ADDRESS: "[ip address]",
    Category.IDENTIFIER_VEHICLE: "[vehicle]",
    Category.IDENTIFIER_SECRET: "[secret]",
    Category.COMMUNICATION_MESSAGE: "[message]",
    Category.BEHAVIOUR_ACTIVITY: "[activity]",
    Category.LIFESTYLE_HABIT: "[habit]",
    Category.TIME_EVENT: "[time]",
    Category.TEXT_FREE_TEXT: "[text]",
    Category.DERIVED_EMBEDDING: "[embedding]",
    Category.DERIVED_MODEL: "[model]",
    Category.PROVENANCE_CONSENT: "[consent]",
    Category.PROVENANCE_LICENCE: "[licence]",
    Category.PROVENANCE_NO_AI_TRAINING: "[no AI training]",
    Category.PROVENANCE_CONTENT_CREDENTIALS: "[content credentials]",
    Category.PROVENANCE_WITHDRAWAL: "[withdrawal]",
}


def mask(category: Category) -> str:
    """Return the word that stands for any value of this category."""
    return _WORDS[category]


def coordinates_shown(latitude: float, longitude: float) -> str:
    """Return a position in degrees to 0.1 degree, about 11 km, such as ``65.1, -16.6``: the one value shown at all."""
    return f"{_tenths(latitude)}, {_tenths(longitude)}"


def _tenths(degrees: float) -> str:
    # Adding zero turns -0.0 into 0.0.
    return f"{round(degrees, 1) + 0.0:.1f}"
