"""Invented tables of the kinds that surveys, registers, services and things fill; none is anybody's file."""

import pytest

from tests.detectors.table.tables import categories

Cells = dict[str, list[object]]

PERSONS: dict[str, tuple[Cells, dict[str, str]]] = {
    "health survey": (
        {
            "SEQN": [83732, 83733, 83734],
            "RIAGENDR": [1, 2, 1],
            "RIDAGEYR": [62, 53, 78],
            "RIDRETH3": [3, 4, 1],
            "DMDEDUC2": [5, 3, 1],
            "DMDMARTL": [1, 3, 5],
            "BMXWT": [94.8, 90.4, 83.4],
            "SMQ020": [1, 2, 1],
        },
        {
            "SEQN": "identifier.person_id",
            "RIAGENDR": "demographic.sex",
            "RIDAGEYR": "demographic.age",
            "RIDRETH3": "demographic.race",
            "DMDEDUC2": "demographic.education",
            "DMDMARTL": "demographic.marital_status",
            "BMXWT": "demographic.physical_trait",
            "SMQ020": "lifestyle.habit",
        },
    ),
    "attitudes survey": (
        {
            "gndr": [1, 2, 1],
            "agea": [34, 51, 67],
            "rlgdnm": [1, 4, 6],
            "lrscale": [0, 5, 9],
            "eisced": [1, 4, 7],
            "hinctnta": [3, 7, 10],
            "ctzcntr": [1, 2, 1],
            "health": [1, 2, 4],
        },
        {
            "gndr": "demographic.sex",
            "agea": "demographic.age",
            "rlgdnm": "special.religion",
            "lrscale": "special.political_opinion",
            "eisced": "demographic.education",
            "hinctnta": "demographic.income",
            "ctzcntr": "demographic.nationality",
            "health": "special.health",
        },
    ),
    "mortgages": (
        {
            "applicant_id": ["A1", "A2", "A3"],
            "derived_race": ["White", "Asian", "Black or African American"],
            "derived_ethnicity": ["Not Hispanic or Latino", "Hispanic or Latino", "Not Hispanic or Latino"],
            "derived_sex": ["Male", "Female", "Joint"],
            "applicant_age": ["25-34", "35-44", "65-74"],
            "income": [61000, 87000, 45000],
            "loan_purpose": [1, 2, 31],
        },
        {
            "applicant_id": "identifier.person_id",
            "derived_race": "demographic.race",
            "derived_ethnicity": "demographic.race",
            "derived_sex": "demographic.sex",
            "applicant_age": "demographic.age",
            "income": "demographic.income",
        },
    ),
    "dating": (
        {
            "profile_id": [1, 2, 3],
            "gender": ["m", "f", "f"],
            "seeking": ["women", "men", "women"],
            "religion": ["Hindu", "agnostic", "Catholic"],
            "body_type": ["slim", "athletic", "average"],
            "drinks": ["socially", "never", "often"],
            "last_online": ["2024-01-02", "2024-02-03", "2024-03-04"],
        },
        {
            "profile_id": "identifier.person_id",
            "gender": "demographic.sex",
            "seeking": "special.sexual_orientation",
            "religion": "special.religion",
            "body_type": "demographic.physical_trait",
            "drinks": "lifestyle.habit",
            "last_online": "time.event",
        },
    ),
    "clinic": (
        {
            "patient_no": [11, 12, 13],
            "admission_date": ["2024-01-02", "2024-01-05", "2024-02-01"],
            "primary_dx": ["E11.9", "I10", "J45.0"],
            "tumor_stage": ["I", "II", "III"],
            "atrial_fibrillation": [0, 1, 0],
            "vital_status": ["alive", "dead", "alive"],
            "hospital_bill": [1200.5, 850.25, 3000.75],
        },
        {
            "patient_no": "identifier.person_id",
            "admission_date": "time.event",
            "primary_dx": "special.health",
            "tumor_stage": "special.health",
            "atrial_fibrillation": "special.health",
            "vital_status": "special.health",
        },
    ),
    "stops by police": (
        {
            "stop_date": ["2019-01-02", "2019-01-05", "2019-02-01"],
            "subject_race": ["white", "black", "hispanic"],
            "subject_sex": ["male", "female", "male"],
            "subject_age": [21, 43, 35],
            "search_conducted": [True, False, True],
        },
        {
            "stop_date": "time.event",
            "subject_race": "demographic.race",
            "subject_sex": "demographic.sex",
            "subject_age": "demographic.age",
        },
    ),
    "spouses": (
        {
            "husage": [41, 37, 55],
            "husblck": [0, 1, 0],
            "huseduc": [12, 16, 11],
            "nwifeinc": [10.5, 24.25, 31.5],
            "kidslt6": [0, 2, 1],
            "lhrwage": [1.5, 2.25, 1.75],
        },
        {
            "husage": "demographic.age",
            "husblck": "demographic.race",
            "huseduc": "demographic.education",
            "nwifeinc": "demographic.income",
            "kidslt6": "demographic.family",
            "lhrwage": "demographic.income",
        },
    ),
}

THINGS: dict[str, Cells] = {
    "birds": {"species": ["finch", "hawk", "owl"], "sex": ["M", "F", "M"], "age": [1, 2, 4], "wing_mm": [71, 250, 290]},
    "used cars": {
        "model": ["A1", "B2", "C3"],
        "age": [3, 7, 11],
        "horsepower": [90, 110, 150],
        "colour": ["white", "black", "red"],
    },
    "stations": {
        "station": ["North", "Mill", "Port"],
        "lat": [52.52, 52.41, 52.3],
        "lon": [13.4, 13.2, 13.1],
        "city": ["Norham", "Lakeville", "Osterdam"],
    },
    "counties": {
        "county": ["Lake", "Mill", "Port"],
        "median_income": [41000, 52000, 38000],
        "pct_black": [12.5, 3.25, 40.5],
        "population": [12000, 45000, 9000],
    },
    "products": {
        "sku": ["P-1", "P-2", "P-3"],
        "name": ["Chair", "Table", "Lamp"],
        "gender": ["men", "women", "unisex"],
        "price": [19.5, 49.0, 12.0],
    },
    "prices over time": {
        "year": [*range(1960, 1990)],
        "wage": [2.5 + at / 8 for at in range(30)],
        "cpi": [30.5 + at for at in range(30)],
    },
    "colleges": {
        "unitid": [100654, 100663, 100690],
        "institution": ["Mill College", "Lake College", "Port College"],
        "state_abbr": ["AL", "IL", "AK"],
        "earnings_med": [36600, 40800, 49300],
    },
    "chess": {"winner": ["white", "black", "white"], "turns": [41, 60, 33], "opening_eco": ["C20", "B01", "D02"]},
}


@pytest.mark.parametrize("kind", PERSONS)
def test_tables_about_persons(kind: str) -> None:
    """
    Every attribute of a person is found and named, and nothing else of the table is.
    """
    cells, expected = PERSONS[kind]

    assert expected == categories(cells, f"{kind}.csv")


@pytest.mark.parametrize("kind", THINGS)
def test_tables_about_things(kind: str) -> None:
    """
    The sex of a bird, the age of a car and the income of a county are no findings.
    """
    assert {} == categories(THINGS[kind], f"{kind}.csv")
