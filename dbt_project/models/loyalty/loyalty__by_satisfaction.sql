-- Grain: one row per band and horizon. What customers did afterwards, by
-- how satisfied the customer was the first time that was said (F15, F39, F50).
with

banded as (
    select * from {{ ref('int_loyalty_banded') }}
    where aspect = 'satisfaction'
),

by_satisfaction as (
    select
        {{ loyalty_of_bands() }}
    from banded
)

select * from by_satisfaction
