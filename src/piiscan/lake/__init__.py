"""Tables as they lie in a lake: partitions in folders, and histories that keep old files."""
