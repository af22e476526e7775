-- Customers due for a reminder, those worth most first.
select
    due_rank,
    customer_id,
    coalesce(code, 'unknown') as tier,
    level,
    state,
    last_ordered_date,
    pause_days,
    rhythm_days,
    value_12_months
from loyalty.reminders_due
where due_rank <= 200
order by due_rank
