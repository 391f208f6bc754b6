import pytest

from piiscan.model.columns import Subject
from tests.detectors.table.tables import Columns, categories, judged, weighed

COUNTRIES = ["Norway", "Chile", "Japan", "Peru", "Spain", "Kenya"]


def subject(columns: Columns, name: str = "table") -> Subject:
    """What the rows of a table are about."""
    return weighed(columns, name)[0].subject


@pytest.mark.parametrize(
    "columns",
    [
        {"species": ["A", "B"], "sex": ["male", "female"], "flipper_mm": [180, 190]},
        {"horse": ["A", "B"], "age": [4, 7], "sex": ["M", "F"]},
        {"tree_id": [1, 2], "age": [80, 12], "dbh": [31.5, 12.25]},
    ],
)
def test_animals_and_trees_are_nobody(columns: Columns) -> None:
    """
    The sex of a penguin, and the age of a horse or a tree, are no findings.
    """
    assert {} == categories(columns)


def test_cars_are_nobody() -> None:
    """
    The age of a car is no finding.
    """
    assert {} == categories({"age": [4, 7], "mileage": [1000, 2000], "horsepower": [70, 90]}, "cars")


def test_counts_by_sex_and_race() -> None:
    """
    A table that counts the combinations of a few values is about many at once.
    """
    columns: Columns = {"sex": ["M", "M", "F", "F"], "race": ["white", "black"] * 2, "Freq": [12, 40, 33, 7]}

    assert Subject.AGGREGATE is subject(columns)
    assert {} == categories(columns)


def test_persons_with_a_column_of_counts() -> None:
    """
    More rows than combinations are persons, whatever a column beside them is called.
    """
    columns: Columns = {"sex": ["M", "F"] * 10, "race": ["white", "black"] * 10, "n": list(range(20))}

    assert Subject.PERSON is subject(columns)


def test_every_row_a_place() -> None:
    """
    Figures per country are about no single person.
    """
    columns: Columns = {"country": COUNTRIES, "education": [8, 9, 11, 7, 10, 6], "income": [41, 12, 33, 11, 30, 4]}

    assert Subject.AGGREGATE is subject(columns)
    assert {} == categories(columns)


def test_airports_have_positions_and_people_too() -> None:
    """
    A position counts where rows are about persons, and not where nothing tells that.
    """
    position = {"latitude": [52.52012, 48.85661], "longitude": [13.40495, 2.35222]}

    assert {} == categories({"code": ["XQA", "XQB"], **position})
    assert {"latitude", "longitude"} < categories(
        {"user_id": [7, 8], "sex": ["m", "f"], "age": [31, 44], **position}
    ).keys()


def test_the_folder_tells() -> None:
    """
    Names of folders and files say what rows are about as headers do.
    """
    columns: Columns = {"name": ["Zorelia", "Brandimar"], "city": ["Norham", "Lakeville"]}

    assert {} == categories(columns, "penguins/birds.csv")
    assert {"name", "city"} == categories(columns, "customers/patients.csv").keys()


def test_numbers_under_groups_of_people() -> None:
    """
    Numbers under a word for a group count or share many; a yes or no, or an answer on a scale, is one person's.
    """
    shares: Columns = {"education": [13.1, 12.3, 9.4], "income": [12351, 25879, 9271], "women": [11.16, 4.02, 15.7]}
    answers: Columns = {"age": [34, 51, 22], "sex": ["M", "F", "F"], "white": [0, 1, 1], "aboriginal": [1, 5, 3]}

    assert Subject.AGGREGATE is subject(shares)
    assert Subject.PERSON is subject(answers)


def test_homes() -> None:
    """
    The age of a house is nobody's, its address is a household's; a census of residents stays about persons.
    """
    homes: Columns = {
        "age": [48, 83, 12],
        "price": [60000, 40000, 52000],
        "bedrooms": [3, 2, 4],
        "bathrooms": [1, 2, 2],
        "address": ["12 Long Street", "7 5th Avenue", "3 High Road Apt 4"],
    }
    residents: Columns = {
        "age": [48, 83, 12],
        "sex": ["M", "F", "F"],
        "race": ["white", "black", "asian"],
        "marital_status": ["married", "widowed", "single"],
        "bedrooms": [3, 2, 4],
        "bathrooms": [1, 2, 2],
    }

    assert Subject.DWELLING is subject(homes)
    assert {"address": "location.address"} == categories(homes)
    assert Subject.PERSON is subject(residents)


def test_every_row_a_place_by_its_header() -> None:
    """
    Many rows that each have another name under a word for a place are places, also where no list has the names.
    """
    columns: Columns = {"district": [f"Ward {chr(65 + at)}" for at in range(24)], "salary": list(range(300, 324))}

    assert {} == categories(columns)


def test_years_across() -> None:
    """
    Where the columns are years, rows are about many.
    """
    columns: Columns = {"sex": ["M", "F", "M"], "1999": [12, 40, 3], "2000": [33, 7, 4], "2001": [1, 2, 9]}

    assert Subject.AGGREGATE is subject(columns)


def test_counts_by_place() -> None:
    """
    Large counts by a few values and one longer list of places, each in several rows, are about many; a person's own
    small number beside values that hardly repeat is not.
    """
    places = [f"Area {at % 40}" for at in range(160)]
    races = [["white", "black", "asian", "hispanic"][at // 40] for at in range(160)]
    stops: Columns = {"county": places, "race": races, "stops": [40 + 7 * at for at in range(160)]}
    persons: Columns = {"county": places, "race": races, "arrests": [at % 4 for at in range(160)]}

    assert Subject.AGGREGATE is subject(stops)
    assert Subject.PERSON is subject(persons)


def test_small_tables_go_by_their_names_too() -> None:
    """
    Of small tables with the same values, each is judged by what its own name says, and the verdict bears its name.
    """
    names = ["a.txt", "b.txt", "dogs/c.txt", "d.txt"]
    verdicts = [judged({"sex": ["female", "male"]}, name) for name in names]

    assert [["a.txt"], ["b.txt"], [], ["d.txt"]] == [[each.table for each in found.values()] for found in verdicts]
