-- Who bought a product, of those who named it and of those who named another.
with

intentions as (
    select
        month_start,
        product,
        'named' as said,
        realised_numerator as bought_count,
        realised_denominator as customer_count,
        case when unripe_count = 0 then 1 else 0 end as is_complete
    from loyalty.purchase_intent
    where realised_denominator > 0
    union all
    select
        month_start,
        product,
        'other' as said,
        other_numerator as bought_count,
        other_denominator as customer_count,
        case when unripe_count = 0 then 1 else 0 end as is_complete
    from loyalty.purchase_intent
    where other_denominator > 0
)

select * from intentions
order by product, said, month_start
