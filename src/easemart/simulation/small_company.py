"""A small company's year of feeds in its vendors' own formats, for a first run and for tests.

Simple on purpose: behaviour is drawn from plain shares, and none of the published facts is planted.
All people are made up: phone numbers are from the ranges kept for fiction, e-mail addresses at
example.com and example.org.
"""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path

import numpy as np

from easemart.simulation import crm_files, vendor_files
from easemart.simulation.company import START, Year
from easemart.simulation.company_contacts import draw_contacts, draw_customers
from easemart.simulation.company_follow_up import draw_orders, draw_responses, draw_tickets


def draw_year(customers: int, days: int, seed: int) -> Year:
    """What happens in the year. The same numbers give the same year, whatever the machine."""
    rng = np.random.default_rng(seed)
    end = START + dt.timedelta(days=days)
    people = draw_customers(rng, customers, days)
    contacts, needs = draw_contacts(rng, people, end)
    return Year(
        end=end,
        customers=people,
        contacts=contacts,
        tickets=draw_tickets(rng, people, needs, end),
        responses=draw_responses(rng, contacts, end),
        orders=draw_orders(rng, people, end),
    )


def write_inbox(out: Path, customers: int = 400, days: int = 365, seed: int = 1) -> None:
    """Writes `<out>/<feed>/<system>/<file>`; the same arguments write the same bytes.

    About ten contacts a customer a year, and some 45 files for a year. The year begins on
    1 January 2024, so that nothing of it lies in the future. Raises ValueError for more customers
    than there are fictional phone numbers.
    """
    year = draw_year(customers, days, seed)
    rng = np.random.default_rng([seed, 1])
    vendor_files.write_amazon_connect(rng, year, out / "telephony" / "amazon_connect")
    vendor_files.write_zendesk(year, out / "tickets" / "zendesk")
    vendor_files.write_qualtrics(year, out / "surveys" / "qualtrics")
    crm_files.write_crm(year, out / "crm" / "standard")


def main() -> None:
    """`python -m easemart.simulation.small_company --out DIR`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder to write the inbox into")
    parser.add_argument("--customers", type=int, default=400)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    write_inbox(options.out, options.customers, options.days, options.seed)


if __name__ == "__main__":
    main()
