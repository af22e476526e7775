-- Who ordered, of those reached and of those held out.
with

arms as (
    select
        kind,
        'sent' as arm,
        sent_count as customer_count,
        sent_share as share,
        sent_share_low as share_low,
        sent_share_high as share_high
    from loyalty.reminder_effects
    union all
    select
        kind,
        'held_out' as arm,
        held_out_count as customer_count,
        held_out_share as share,
        held_out_share_low as share_low,
        held_out_share_high as share_high
    from loyalty.reminder_effects
)

select * from arms
order by kind asc, arm desc
