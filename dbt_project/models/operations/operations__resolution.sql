-- Grain: one row per day, queue and issue in which needs began. Settled at once or not.
with

needs as (
    select
        *,
        coalesce(queue_id, 'none') as opened_queue_id,
        coalesce(issue, 'unknown') as opened_issue
    from {{ ref('effort__needs') }}
),

needs_counted as (
    select
        opened_date,
        opened_queue_id as queue_id,
        opened_issue as issue,
        count(*) as need_count,
        count(*) filter (where not is_ripe) as unripe_need_count,
        count(*) filter (where is_ripe) as ripe_need_count,
        count(*) filter (where is_ripe and customer_id is not null)
            as observed_known_count,
        count(*) filter (where is_first_contact_observed) as observed_count,
        count(*) filter (where is_first_contact_observed and abandoned_count = 1)
            as given_up_count,
        count(*) filter (where is_ripe and is_first_contact_recorded is not null)
            as recorded_known_count,
        count(*) filter (where is_ripe and is_first_contact_recorded)
            as recorded_count,
        count(*) filter (where is_ripe and is_first_contact_stated is not null)
            as stated_known_count,
        count(*) filter (where is_ripe and is_first_contact_stated) as stated_count,
        cast(sum(contact_count) as bigint) as contact_count,
        cast(sum(transfer_count) as bigint) as transfer_count,
        count(*) filter (where transfer_count > 0) as transferred_need_count,
        cast(sum(ticket_count) as bigint) as ticket_count,
        cast(sum(reopen_count) as bigint) as reopen_count
    from needs
    group by opened_date, opened_queue_id, opened_issue
),

resolution as (
    select
        *,
        {% for kind, n in [
            ('observed', 'observed_known_count'),
            ('recorded', 'recorded_known_count'),
            ('stated', 'stated_known_count'),
        ] %}
        {{ as_double(kind ~ '_count') }} / nullif({{ n }}, 0) as {{ kind }}_share,
        {{ wilson_low(kind ~ '_count', n) }} as {{ kind }}_share_low,
        {{ wilson_high(kind ~ '_count', n) }} as {{ kind }}_share_high,
        {% endfor %}
        {{ as_double('transferred_need_count') }} / nullif(need_count, 0)
            as transferred_share,
        {{ wilson_low('transferred_need_count', 'need_count') }}
            as transferred_share_low,
        {{ wilson_high('transferred_need_count', 'need_count') }}
            as transferred_share_high,
        observed_known_count < {{ window('thin') }} as is_thin
    from needs_counted
)

select * from resolution
