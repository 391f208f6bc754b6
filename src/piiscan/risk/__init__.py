"""Risk: orders records by how exposed the people behind them are."""
