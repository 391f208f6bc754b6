from tests.detectors.table.tables import Columns, categories

TRAIL: Columns = {
    "user_id": [7, 7, 8, 8],
    "timestamp": ["2024-02-11T10:20:00", "2024-02-12T09:00:00", "2024-02-12T19:00:00", "2024-02-13T08:00:00"],
    "lat": [52.5201, 52.5202, 48.8566, 48.8567],
    "lng": [13.4049, 13.4051, 2.3522, 2.3523],
}


def test_times_and_positions_of_persons_who_come_back() -> None:
    """
    Timed positions of one person are a trace.
    """
    assert "location.trace" == categories(TRAIL)["timestamp"]


def test_one_position_each_is_no_trace() -> None:
    """
    Where nobody comes back, a time is a time.
    """
    assert "location.trace" not in categories({**TRAIL, "user_id": [7, 8, 9, 10]}).values()


def test_times_of_things_are_no_trace() -> None:
    """
    Without positions or without persons there is no trace.
    """
    assert "location.trace" not in categories({name: TRAIL[name] for name in ("user_id", "timestamp")}).values()
    assert "location.trace" not in categories({name: TRAIL[name] for name in ("timestamp", "lat", "lng")}).values()
