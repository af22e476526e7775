-- Grain: one row per kind of outreach. Who ordered after it, of those reached against
-- those held out at random (F13): not against those who were not due.
with

kinds as (
    select * from {{ ref('int_outreach_summed') }}
),

-- Of two independent shares (Newcombe 1998, method 10, on Wilson's intervals).
reminder_effects as (
    select
        kind,
        sent as sent_count,
        sent_yes as sent_ordered_count,
        sent_share,
        sent_share_low,
        sent_share_high,
        held_out as held_out_count,
        held_out_yes as held_out_ordered_count,
        held_out_share,
        held_out_share_low,
        held_out_share_high,
        sent_share - held_out_share as effect,
        sent_share - held_out_share - sqrt(
            power(sent_share - sent_share_low, 2)
            + power(held_out_share_high - held_out_share, 2)
        ) as effect_low,
        sent_share - held_out_share + sqrt(
            power(sent_share_high - sent_share, 2)
            + power(held_out_share - held_out_share_low, 2)
        ) as effect_high,
        {{ as_double('sent_mean') }} as sent_value_mean,
        {{ as_double('held_out_mean') }} as held_out_value_mean,
        {{ as_double('sent_mean - held_out_mean') }} as value_effect,
        {{ as_double('sent_mean - held_out_mean - value_width') }} as value_effect_low,
        {{ as_double('sent_mean - held_out_mean + value_width') }} as value_effect_high,
        customers as customer_count,
        unripe as unripe_count,
        'randomised' as evidence,
        least(sent, held_out) < {{ window('thin') }} as is_thin
    from kinds
)

select * from reminder_effects
