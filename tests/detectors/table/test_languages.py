import pytest

from tests.detectors.table.tables import categories, rulebook

TABLES = {
    "English": {"Name": "Zorelia Quim", "Sex": "female", "Date of birth": "1984-02-11", "City": "Norham"},
    "Spanish": {
        "Apellidos": "Quim",
        "Sexo": "mujer",
        "Fecha de nacimiento": "1984-02-11",
        "Dirección": "Calle Alta 3",
    },
    "French": {"Prénom": "Zorelia", "Sexe": "femme", "Date de naissance": "11/02/1984", "Adresse": "3 rue Longue"},
    "German": {"Nachname": "Quim", "Geschlecht": "weiblich", "Geburtsdatum": "11.02.1984", "Anschrift": "Langweg 3"},
    "Portuguese": {
        "Sobrenome": "Quim",
        "Gênero": "mulher",
        "Data de nascimento": "11/02/1984",
        "Endereço": "Rua Alta 3",
    },
    "Italian": {"Cognome": "Quim", "Sesso": "donna", "Data di nascita": "11/02/1984", "Indirizzo": "Via Lunga 3"},
    "Dutch": {"Achternaam": "Quim", "Geslacht": "vrouw", "Geboortedatum": "11-02-1984", "Woonplaats": "Norham"},
    "Swedish": {"Efternamn": "Quim", "Kön": "kvinna", "Födelsedatum": "1984-02-11", "Gatuadress": "Långvägen 3"},
    "Polish": {"Nazwisko": "Quim", "Płeć": "kobieta", "Data urodzenia": "11.02.1984", "Miasto": "Norham"},
    "Turkish": {"Soyad": "Quim", "Cinsiyet": "erkek", "Doğum tarihi": "11.02.1984", "Adres": "Uzun Sokak 3"},
    "Russian": {"Фамилия": "Квим", "Пол": "женский", "Дата рождения": "11.02.1984", "Город": "Норхэм"},
    "Chinese": {"姓名": "某某", "性别": "女", "出生日期": "1984-02-11", "地址": "某路3号"},
    "Japanese": {"氏名": "某某子", "性別": "女性", "生年月日": "1984-02-11", "住所": "某市某町3"},
    "Korean": {"성명": "아무개", "성별": "여성", "생년월일": "1984-02-11", "주소": "아무로 3"},
    "Arabic": {"الاسم": "فلانة", "الجنس": "أنثى", "تاريخ الميلاد": "1984-02-11", "العنوان": "شارع طويل 3"},
}
EXPECTED = ["identifier.name", "demographic.sex", "demographic.birth_date", "location.address"]


@pytest.mark.parametrize("language", TABLES)
def test_a_register_of_persons(language: str) -> None:
    """
    Name, sex, date of birth and address are known by headers and words in fifteen languages.
    """
    row = TABLES[language]

    assert dict(zip(row, EXPECTED, strict=True)) == categories({name: [value] * 3 for name, value in row.items()})


LANGUAGES = frozenset(["en", "es", "fr", "de", "pt", "it", "nl", "sv", "pl", "tr", "ru", "zh", "ja", "ko", "ar"])
PROVEN = frozenset(
    {"address", "age", "birth_date", "education", "email", "family", "habit", "health", "income", "language"}
    | {"marital_status", "name", "nationality", "occupation", "phone", "physical_trait", "political_opinion", "race"}
    | {"region", "religion", "sex", "sexual_orientation"}
)


@pytest.mark.parametrize("name", sorted(PROVEN))
def test_rules_have_examples_in_every_language(name: str) -> None:
    """
    A rule on what persons are asked everywhere proves by examples that it knows header and words in fifteen languages.
    """
    [rule] = [rule for rule in rulebook().columns if rule.id == f"column.{name}"]

    assert LANGUAGES == {example.language for example in rule.match}
