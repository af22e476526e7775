"""The warehouses: the embedded DuckDB file of one person, and PostgreSQL for a team.

EASEMART_WAREHOUSE names the one that is used: `duckdb`, `postgres` for a server of this home's own,
or postgresql://user:password@host:port/database. By default it is the one that the home has, and
`duckdb` in a new home.
"""

from __future__ import annotations

from easemart.errors import PermanentError
from easemart.home import Home
from easemart.warehouses.embedded import Embedded
from easemart.warehouses.interface import Warehouse


def of(home: Home) -> Warehouse:
    """The warehouse that EASEMART_WAREHOUSE names. Raises PermanentError when it names none."""
    from easemart.warehouses import postgres

    has_server = (home.root / "postgres" / "data").exists() and not home.warehouse.exists()
    given = postgres.address_given() or ("postgres" if has_server else "duckdb")
    if given == "duckdb":
        return Embedded(home)
    if given == "postgres":
        return postgres.Postgres(home, postgres.of_home(home))
    if given.startswith(("postgresql://", "postgres://")):
        postgres.parsed(given)
        return postgres.Postgres(home, given)
    raise PermanentError(f"EASEMART_WAREHOUSE={given}: use duckdb, postgres or postgresql://user@host:port/database.")
