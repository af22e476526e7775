-- What being reached adds to the share who order.
select
    kind,
    effect,
    effect_low,
    effect_high,
    least(sent_count, held_out_count) as customer_count
from loyalty.reminder_effects
order by kind
