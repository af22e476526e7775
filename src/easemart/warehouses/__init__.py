"""The warehouses: the embedded DuckDB file of one person, and PostgreSQL for a team."""
