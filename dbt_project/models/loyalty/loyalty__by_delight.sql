-- Grain: one row per band and horizon. What customers did afterwards, by
-- whether the first experience judged missed, met or exceeded what was expected (F01).
with

banded as (
    select * from {{ ref('int_loyalty_banded') }}
    where aspect = 'delight'
),

by_delight as (
    select
        {{ loyalty_of_bands() }}
    from banded
)

select * from by_delight
