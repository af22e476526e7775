"""The CRM's files in the feed's own contract: who there is, what was bought, who works, what it costs."""

from __future__ import annotations

from collections.abc import Collection

from easemart.simulation.world.inbox import Inbox, Kind
from easemart.simulation.world.purchases import ORDER_CHANNELS, OUTREACH_KINDS, PRODUCTS, REASONS, RETURN_KINDS
from easemart.simulation.world.staffing import STEP_S
from easemart.simulation.world.vendors import bank_system, system_queue, words
from easemart.simulation.world.vendors.telephony import INTERVAL_S

CUSTOMER = Kind(
    "customers", "crm/standard", "month", "csv",
    """
    customer_id varchar, since_date varchar, birth_year bigint, region varchar, segment varchar, kind varchar,
    left_at varchar, left_reason varchar, merged_into_customer_id varchar, version_at varchar
    """,
    is_latest=True,
)  # fmt: skip
IDENTIFIER = Kind(
    "customer_identifiers", "crm/standard", "month", "csv",
    """
    customer_id varchar, kind varchar, value varchar, issued_by varchar, valid_from varchar, valid_to varchar,
    version_at varchar
    """,
)  # fmt: skip
ORDER = Kind(
    "orders", "crm/standard", "month", "csv",
    """
    order_id varchar, customer_id varchar, ordered_at varchar, product varchar, quantity bigint,
    list_price decimal(14, 2), paid_price decimal(14, 2), cost decimal(14, 2), channel varchar, seller_ref varchar,
    promised_at varchar, delivered_at varchar, offer_id varchar, version_at varchar
    """,
)  # fmt: skip
RETURN = Kind(
    "returns", "crm/standard", "month", "csv",
    """
    return_id varchar, order_id varchar, returned_at varchar, kind varchar, amount decimal(14, 2), cost decimal(14, 2)
    """,
)  # fmt: skip
AGENT = Kind(
    "agents", "crm/standard", "month", "csv",
    "agent_id varchar, team varchar, level varchar, hired_at varchar, left_at varchar, aliases varchar",
)  # fmt: skip
PLANNED = Kind(
    "schedules", "crm/standard", "month", "csv",
    """
    planned_kind varchar, planned_ref varchar, started_at varchar, ended_at varchar, planned_staff double
    """,
)  # fmt: skip
TRAINING = Kind(
    "training", "crm/standard", "month", "csv", "agent_id varchar, trained_at varchar, topic varchar, hours double"
)
COSTS = Kind(
    "channel_costs", "crm/standard", "month", "csv", "channel varchar, valid_from varchar, cost_per_contact double"
)
SPEND = Kind("marketing_spend", "crm/standard", "month", "csv", "month_start varchar, aim varchar, amount double")
OUTREACH = Kind(
    "outreach", "crm/standard", "month", "csv",
    "customer_id varchar, occurred_at varchar, kind varchar, is_held_out boolean",
)  # fmt: skip
PRODUCT = Kind("products", "crm/standard", "month", "csv", "product varchar, category varchar, repurchase_days double")
KINDS = (CUSTOMER, IDENTIFIER, ORDER, RETURN, AGENT, PLANNED, TRAINING, COSTS, SPEND, OUTREACH, PRODUCT)
REGIONS = ("north", "south", "east", "west")
SEGMENTS = ("household", "professional", "trade")
LEVELS = ("front_line", "senior", "team_lead")
COST_OF_CHANNEL = {"phone": 6.0, "chat": 3.5, "email": 4.0, "web": 4.0, "self_service": 0.25}


def open_books(inbox: Inbox, systems: Collection[str]) -> None:
    """What stands from the first day: customers (`customers`), agents (`agents`), products, costs."""
    inbox.fill(
        CUSTOMER.table,
        f"""
        select known_day * 86400 as _at, account(number) as _key, account(number) as customer_id,
            case when is_spoilt then '2024-02-30' else day_of(since_day) end as since_date, birth_year,
            {words(REGIONS, "region")} as region, {words(SEGMENTS, "segment")} as segment,
            case when is_prospect then case when number % 4 = 0 then 'wait_and_see' else 'prospect' end
                else 'customer' end as kind,
            plain(known_day * 86400) as version_at
        from customers
        """,
    )
    # Some were listed twice; the second record went into the first.
    inbox.fill(
        CUSTOMER.table,
        f"""
        select known_day * 86400 as _at, 'D' || account(number) as _key, 'D' || account(number) as customer_id,
            day_of(since_day) as since_date, birth_year, {words(REGIONS, "region")} as region, 'customer' as kind,
            plain(known_day * 86400 + 60) as left_at, account(number) as merged_into_customer_id,
            plain(known_day * 86400) as version_at
        from customers
        where number % 200 = 7
        """,
    )
    for kind, value, issuer, who in (
        ("phone", "phone(number)", "null", "true"),
        ("email", "email(number)", "null", "true"),
        ("account", "bank_account", "'bank_acd'", "has_bank" if bank_system(systems) == "bank_acd" else "false"),
    ):
        inbox.fill(
            IDENTIFIER.table,
            f"""
            select known_day * 86400 as _at, account(number) || '{kind}' as _key, account(number) as customer_id,
                '{kind}' as kind, {value} as value, {issuer} as issued_by, day_of(since_day) as valid_from,
                plain(known_day * 86400) as version_at
            from customers
            where {who}
            """,
        )
    # Some have another number than they used to.
    inbox.fill(
        IDENTIFIER.table,
        """
        select known_day * 86400 as _at, account(number) || 'former' as _key, account(number) as customer_id,
            'phone' as kind, phone(500000000 + number) as value, day_of(since_day - 900) as valid_from,
            day_of(since_day) as valid_to, plain(known_day * 86400) as version_at
        from customers
        where number % 50 = 9
        """,
    )
    written_in = "freshdesk" if "freshdesk" in systems else "zendesk"
    inbox.fill(
        AGENT.table,
        f"""
        select 0 as _at, printf('A%06d', number) as _key, printf('A%06d', number) as agent_id,
            cast(team as varchar) as team, {words(LEVELS, "(case number % 12 when 0 then 2 when 5 then 1 else 0 end)")}
            as level, plain_any(hired_day * 86400) as hired_at,
            printf('amazon_connect:ac_%06d|{bank_system(systems)}:BANK%06d|standard:pbx_%06d|standard:desk_%06d'
                || '|standard:S%06d', number, number, number, number, number)
            || '|{written_in}:' || cast(9000000001 + number as varchar) as aliases
        from agents
        union all by name
        -- Who went before the first day.
        select 0 as _at, printf('P%06d', number) as _key, printf('P%06d', number) as agent_id,
            cast(team as varchar) as team, 'front_line' as level, plain_any((hired_day - 400) * 86400) as hired_at,
            plain_any(-86400 * (1 + number % 30)) as left_at
        from agents
        where number % 12 = 3
        """,
    )
    inbox.fill(
        TRAINING.table,
        """
        select (number % 25) * 86400 + 36000 as _at, printf('A%06d', number) as _key,
            printf('A%06d', number) as agent_id, plain((number % 25) * 86400 + 36000) as trained_at,
            case when number % 2 = 0 then 'products' else 'listening' end as topic, 2.0 + number % 4 as hours
        from agents
        """,
    )
    for product, price, days in PRODUCTS:
        inbox.fill(
            PRODUCT.table,
            f"select 0 as _at, '{product}' as _key, '{product}' as product, "
            f"'{'consumable' if price < 20 else 'kitchen'}' as category, nullif({days}, 0) as repurchase_days",
        )
    for channel, cost in COST_OF_CHANNEL.items():
        inbox.fill(
            COSTS.table,
            f"select 0 as _at, '{channel}' as _key, '{channel}' as channel, '2020-01-01' as valid_from, "
            f"{cost} as cost_per_contact",
        )


def fill(inbox: Inbox, systems: Collection[str]) -> None:
    """A day's orders, outreach and leavers, and the staff planned."""
    inbox.fill(
        ORDER.table,
        f"""
        select delivered as _at, printf('%016x', key) as _key, 'O' || printf('%016x', key) as order_id,
            account(number) as customer_id,
            case when is_spoilt then '2024-02-30 09:00:00' else plain(ordered) end as ordered_at,
            {words([name for name, _, _ in PRODUCTS], "product")} as product, quantity,
            cents(list_cents) as list_price, cents(paid_cents) as paid_price, cents(cost_cents) as cost,
            {words(ORDER_CHANNELS, "channel")} as channel,
            case when seller_number >= 0 then printf('S%06d', seller_number) end as seller_ref,
            plain(promised) as promised_at, plain(delivered) as delivered_at,
            case when offer <> 0 then 'OFFER' || printf('%016x', offer) end as offer_id, plain(delivered) as version_at
        from orders
        """,
    )
    inbox.fill(
        RETURN.table,
        f"""
        select returned as _at, printf('%016x', key) as _key, 'R' || printf('%016x', key) as return_id,
            'O' || printf('%016x', key) as order_id, plain(returned) as returned_at,
            {words(RETURN_KINDS, "return_kind")} as kind, cents(return_cents) as amount,
            cents(return_cost_cents) as cost
        from orders
        where returned >= 0 and not is_spoilt
        """,
    )
    inbox.fill(
        OUTREACH.table,
        f"""
        select at_s as _at, account(number) as _key, account(number) as customer_id, plain(at_s) as occurred_at,
            {words(OUTREACH_KINDS, "kind")} as kind, is_held_out
        from outreach
        """,
    )
    inbox.fill(
        CUSTOMER.table,
        f"""
        select greatest(leaving.at_s, known_day * 86400 + 1) as _at, account(number) as _key,
            account(number) as customer_id,
            case when is_spoilt then '2024-02-30' else day_of(since_day) end as since_date, birth_year,
            {words(REGIONS, "region")} as region, {words(SEGMENTS, "segment")} as segment, 'customer' as kind,
            plain(leaving.at_s) as left_at, {words(REASONS, "reason")} as left_reason,
            plain(greatest(leaving.at_s, known_day * 86400 + 1)) as version_at
        from leaving
        inner join customers using (number)
        """,
    )
    inbox.fill(
        PLANNED.table,
        f"""
        select from_s + {INTERVAL_S} * half as _at, printf('%02d%d', queue, from_s + {INTERVAL_S} * half) as _key,
            'queue' as planned_kind, {system_queue("queue", "site_words", systems)} as planned_ref,
            plain(from_s + {INTERVAL_S} * half) as started_at, plain(from_s + {INTERVAL_S} * (half + 1)) as ended_at,
            cast(staff as double) as planned_staff
        from planned, range({STEP_S // INTERVAL_S}) as halves(half)
        """,
    )


def fill_month(inbox: Inbox, month_start: str, at: int, customers: int) -> None:
    """What is spent on keeping and winning customers in a month."""
    for aim, each in (("keep", 0.8), ("win", 2.6)):
        inbox.fill(
            SPEND.table,
            f"select {at} as _at, '{aim}' as _key, '{month_start}' as month_start, '{aim}' as aim, "
            f"{round(each * customers, 2)} as amount",
        )
