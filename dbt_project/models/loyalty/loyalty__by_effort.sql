-- Grain: one row per band and horizon. What customers did afterwards, by
-- how much effort the first experience that a customer judged had taken (F01).
with

banded as (
    select * from {{ ref('int_loyalty_banded') }}
    where aspect = 'effort'
),

by_effort as (
    select
        {{ loyalty_of_bands() }}
    from banded
)

select * from by_effort
