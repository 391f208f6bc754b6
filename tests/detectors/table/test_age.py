from tests.detectors.table.tables import Columns, categories

AGES = [34, 22, 61, 45, 19, 58, 40, 27, 73, 36]


def test_age_without_a_header() -> None:
    """
    Without headers, whole numbers spread as ages are count as ages beside a column that is plainly about persons.
    """
    found = categories({"column_1": AGES, "column_2": ["Male", "Female"] * 5, "column_3": [1.5, 2.25] * 5})

    assert {"column_1": "demographic.age", "column_2": "demographic.sex"} == found


def test_numbers_without_a_header_and_without_persons() -> None:
    """
    The same numbers alone are only numbers; so are codes, and numbers beyond the age of anybody.
    """
    assert {} == categories({"column_1": AGES, "column_2": [1.5, 2.25] * 5})
    others: Columns = {
        "column_1": [1, 2, 3, 1, 2] * 2,
        "column_2": [150, *AGES[1:]],
        "column_3": ["Male", "Female"] * 5,
    }
    assert {"column_3": "demographic.sex"} == categories(others)
