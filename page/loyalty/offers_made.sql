-- Service contacts in which something was offered, by the customer's code.
with

offers as (
    select
        month_start,
        code as tier,
        'shown' as shown,
        shown_offered_count as offered_count,
        shown_contact_count as contact_count,
        shown_offered_effective_n as effective_units
    from loyalty.cross_sell
    where code <> 'all' and shown_contact_count > 0
    union all
    select
        month_start,
        code as tier,
        'not_shown' as shown,
        not_shown_offered_count as offered_count,
        not_shown_contact_count as contact_count,
        not_shown_offered_effective_n as effective_units
    from loyalty.cross_sell
    where code <> 'all' and not_shown_contact_count > 0
)

select * from offers
order by tier asc, shown desc, month_start asc
