"""Do customers order again after a need that took them little effort?

    python examples/effort_and_the_next_order.py .easemart/published/marts.duckdb
    python examples/effort_and_the_next_order.py postgresql://analyst@host/database

Read: customers by how much effort their first ripe need took (observed, 100 is none; cut into thirds), and the share of
each third with an order within 90 days after it, with Wilson's 95 % interval (1927).
Mind: who finds it hard is another customer from the start, so this is association; loyalty.by_effort has the figure
adjusted for what came before. Needs that ended less than 90 days before the newest order are left out: nobody has seen
yet what follows them.
"""

from __future__ import annotations

import math
import sys
from typing import Any

import pandas as pd

NEEDS = """
    select customer_id, closes_at, observed_effort_score
    from effort.needs
    where is_ripe and customer_id is not null and observed_effort_score is not null
"""
ORDERS = "select customer_id, ordered_at from core.orders where customer_id is not null and ordered_at is not null"
FOLLOWED = pd.Timedelta(days=90)


def connect(place: str) -> Any:
    """A connection that can only read, to the marts' file or to PostgreSQL."""
    if place.startswith("postgresql://"):
        import psycopg

        return psycopg.connect(place, options="-c default_transaction_read_only=on")
    import duckdb

    return duckdb.connect(place, read_only=True)


def frame(connection: Any, select: str) -> pd.DataFrame:
    found = connection.execute(select)
    return pd.DataFrame(found.fetchall(), columns=[column[0] for column in found.description])


def wilson(yes: int, n: int) -> tuple[float, float]:
    z = 1.959963984540054
    share = yes / n
    middle = share + z * z / (2 * n)
    width = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return (middle - width) / (1 + z * z / n), (middle + width) / (1 + z * z / n)


def ordered_again(needs: pd.DataFrame, orders: pd.DataFrame) -> pd.DataFrame:
    """A row for each third of effort: customers, those who ordered again, share and interval."""
    seen_until = orders["ordered_at"].max()
    first = needs.sort_values(["closes_at", "observed_effort_score"]).groupby("customer_id", as_index=False).first()
    first = first[first["closes_at"] + FOLLOWED <= seen_until]
    both = first.merge(orders, on="customer_id", how="left")
    after = both["ordered_at"] - both["closes_at"]
    back = both[(after > pd.Timedelta(0)) & (after <= FOLLOWED)]["customer_id"].unique()
    # By rank: many needs take the same effort, and equal thirds would be cut through them.
    thirds = pd.cut(
        first["observed_effort_score"].rank(pct=True), [0, 1 / 3, 2 / 3, 1], labels=["hard", "middle", "easy"]
    )
    counted = first.assign(third=thirds, is_back=first["customer_id"].isin(back)).groupby("third", observed=True)[
        "is_back"
    ]
    shown = counted.agg(customers="size", ordered="sum").reset_index()
    shown["share"] = shown["ordered"] / shown["customers"]
    bounds = [wilson(yes, n) for yes, n in zip(shown["ordered"], shown["customers"], strict=True)]
    return shown.assign(low=[low for low, _ in bounds], high=[high for _, high in bounds])


def main(place: str) -> None:
    connection = connect(place)
    answer = ordered_again(frame(connection, NEEDS), frame(connection, ORDERS))
    connection.close()
    print(answer.to_string(index=False, float_format="{:.3f}".format))


if __name__ == "__main__":
    main(sys.argv[1])
