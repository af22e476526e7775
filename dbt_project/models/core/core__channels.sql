-- Grain: one row per channel.
with

channels as (
    select
        channel,
        is_assisted,
        description
    from {{ ref('channels') }}
)

select * from channels
