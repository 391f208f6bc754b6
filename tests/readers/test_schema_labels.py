"""What Parquet and Arrow files say of their columns beside the values."""

import io
import json

import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq
import pytest

from piiscan.readers.schema_labels import class_names, labels_in
from tests.readers.tables import contents, values

FEATURES = {
    "info": {
        "features": {
            "label": {"names": ["female", "male"], "_type": "ClassLabel"},
            "image": {"_type": "Image"},
            "odd": {"_type": "ClassLabel", "names": [1, 2]},
        }
    }
}


def labelled() -> pa.Table:
    table = pa.table({"label": pa.array([1, 0, -1, 7, None], pa.int64()), "odd": [0, 1, 0, 1, 0]})
    return table.replace_schema_metadata({"huggingface": json.dumps(FEATURES)})


def written(table: pa.Table, reader: str) -> bytes:
    out = io.BytesIO()
    if reader == "parquet":
        pq.write_table(table, out)
    elif reader == "arrow_ipc":
        pyarrow.feather.write_feather(table, out, compression="uncompressed")
    else:
        with pa.ipc.new_stream(out, table.schema) as stream:
            stream.write_table(table)
    return out.getvalue()


@pytest.mark.parametrize("reader", ["parquet", "arrow_ipc", "arrow_stream"])
def test_numbers_that_stand_for_classes(reader: str) -> None:
    """
    Numbers of a class label are read as the names they stand for; those without a name are missing, as -1 is.
    """
    found = values(contents(reader, written(labelled(), reader)))

    assert ["male", "female", None, None, None] == found["label"]
    assert [0, 1, 0, 1, 0] == found["odd"]


def test_descriptions_of_fields() -> None:
    """
    Descriptions stand in a field's metadata, or in the schema that Spark writes; both name the column.
    """
    spark = {"fields": [{"name": "q2", "metadata": {"comment": "sex of the respondent", "scale": 3}}, "odd", {}]}
    schema = pa.schema(
        [pa.field("q1", pa.int64(), metadata={"Description": "age in years"}), pa.field("q2", pa.int64())],
        metadata={"org.apache.spark.sql.parquet.row.metadata": json.dumps(spark)},
    )
    found = [(each.source, each.column, each.words) for each in labels_in(schema, "a.parquet")]

    assert [("a.parquet", "q1", "age in years"), ("a.parquet", "q2", "sex of the respondent")] == found


@pytest.mark.parametrize("text", ["", "{", "[1]", '{"info": 3}', '{"info": {"features": []}}', "\\xff"])
def test_odd_metadata(text: str) -> None:
    """
    Metadata that is not what it should be says nothing, and stops nothing.
    """
    schema = pa.schema(
        [("a", pa.int64())], metadata={"huggingface": text, "org.apache.spark.sql.parquet.row.metadata": text}
    )

    assert {} == class_names(schema)
    assert [] == list(labels_in(schema, "a.parquet"))
