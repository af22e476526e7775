"""Writes a small company's customer records, orders and agents in the crm feed's own contract."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from easemart.simulation.company import AGENTS, PRODUCTS, START, Customer, Order, Year, agent_user_id
from easemart.simulation.vendor_files import LEAST_ROWS_FOR_DIRT, plain, quarters, write_csv

CUSTOMER_COLUMNS = (
    "customer_id", "since_date", "birth_year", "region", "segment", "kind", "left_at", "left_reason", "version_at",
)  # fmt: skip
IDENTIFIER_COLUMNS = ("customer_id", "kind", "value", "valid_from", "version_at")
ORDER_COLUMNS = (
    "order_id", "customer_id", "ordered_at", "product", "quantity", "list_price", "paid_price", "cost", "channel",
    "promised_at", "delivered_at",
)  # fmt: skip
RETURN_COLUMNS = ("return_id", "order_id", "returned_at", "kind", "amount", "cost")
AGENT_COLUMNS = ("agent_id", "team", "level", "hired_at", "aliases")

Row = list[object]


def _customer(customer: Customer, until: dt.datetime) -> Row:
    has_left = customer.left_at is not None and customer.left_at < until
    has_moved = customer.index % 11 == 0 and until > START + dt.timedelta(days=200)
    return [
        customer.number,
        customer.since.date(),
        customer.birth_year,
        "west" if has_moved else customer.region,
        customer.segment,
        "customer",
        plain(customer.left_at) if has_left else "",
        "price" if has_left else "",
        plain(until),
    ]


def _customers(year: Year, folder: Path) -> None:
    """Each quarter: who is new to the CRM, and whose record has changed."""
    listed: dict[str, Row] = {}
    for name, _, until in quarters(year.end):
        rows = [_customer(customer, until) for customer in year.customers if customer.known_at < until]
        changed = [row for row in rows if listed.get(str(row[0])) != row[:-1]]
        listed |= {str(row[0]): row[:-1] for row in changed}
        write_csv(folder / f"customers_{name}.csv", [CUSTOMER_COLUMNS, *changed])


def _identifiers(year: Year, folder: Path) -> None:
    """Each quarter's new ones; in the third, two records turn out to be one person twice.

    They come to share an e-mail address, and the warehouse absorbs one into the other.
    """
    for at, (name, first, until) in enumerate(quarters(year.end)):
        rows: list[Row] = [
            [customer.number, kind, value, plain(customer.since), plain(until)]
            for customer in year.customers
            if first <= customer.known_at < until
            for kind, value in (("phone", customer.phone), ("email", customer.email))
        ]
        if at == 2:
            early = [customer for customer in year.customers if customer.known_at < first]
            for i in (3, len(early) // 2):
                if i + 1 < len(early):
                    rows.append([early[i + 1].number, "email", early[i].email, plain(first), plain(until)])
        write_csv(folder / f"customer_identifiers_{name}.csv", [IDENTIFIER_COLUMNS, *rows])


def _order(order: Order, year: Year) -> Row:
    return [
        order.number,
        year.customers[order.customer].number,
        plain(order.ordered),
        order.product,
        order.quantity,
        order.list_price,
        order.paid_price,
        round(order.list_price * 0.55, 2),
        "web",
        plain(order.promised),
        plain(order.delivered),
    ]


def _orders(year: Year, folder: Path) -> None:
    """Twice a year, what has been delivered; the first with a date that does not exist, the
    second with a delivery long before its order."""
    rows: list[Row] = []
    spans = list(quarters(year.end))
    for at, (name, first, until) in enumerate(spans):
        rows += [_order(order, year) for order in year.orders if first <= order.delivered < until]
        if at % 2 == 0 and at < len(spans) - 1:
            continue
        if len(rows) >= LEAST_ROWS_FOR_DIRT:
            bad = list(rows[11])
            bad[0] = f"X{at}"
            if at == 1:
                bad[2] = "2024-02-30 09:00:00"
            else:
                bad[10] = plain(START - dt.timedelta(days=30))
            rows.insert(11, bad)
        write_csv(folder / f"orders_{name}.csv", [ORDER_COLUMNS, *rows])
        rows = []


def write_crm(year: Year, folder: Path) -> None:
    """Customers and identifiers by quarter, orders by half, returns, agents and products once."""
    _customers(year, folder)
    _identifiers(year, folder)
    _orders(year, folder)
    returns: list[Row] = [
        [f"R{order.number}", order.number, plain(order.returned), "return", order.paid_price, 6.5]
        for order in year.orders
        if order.returned
    ]
    write_csv(folder / "returns.csv", [RETURN_COLUMNS, *returns])
    agents: list[Row] = [
        [
            f"A{at + 1:02d}",
            "front" if at % 2 else "back",
            "senior" if at % 4 == 0 else "front_line",
            plain(START - dt.timedelta(days=200 * (at + 1))),
            f"amazon_connect:{agent}|zendesk:{agent_user_id(at)}",
        ]
        for at, agent in enumerate(AGENTS)
    ]
    write_csv(folder / "agents.csv", [AGENT_COLUMNS, *agents])
    products: list[Row] = [[name, "kitchen", 90 if price < 20 else ""] for name, price in PRODUCTS]
    write_csv(folder / "products.csv", [["product", "category", "repurchase_days"], *products])
