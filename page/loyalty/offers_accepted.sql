-- Offers in service contacts that were accepted, by the customer's code.
with

offers as (
    select
        month_start,
        code as tier,
        'shown' as shown,
        shown_accepted_count as accepted_count,
        shown_offered_count as offered_count,
        shown_accepted_effective_n as effective_units
    from loyalty.cross_sell
    where code <> 'all' and shown_offered_count > 0
    union all
    select
        month_start,
        code as tier,
        'not_shown' as shown,
        not_shown_accepted_count as accepted_count,
        not_shown_offered_count as offered_count,
        not_shown_accepted_effective_n as effective_units
    from loyalty.cross_sell
    where code <> 'all' and not_shown_offered_count > 0
)

select * from offers
order by tier asc, shown desc, month_start asc
