-- Grain: one row per complaint case: what a customer complained of by ticket, contact
-- or survey, each within the window of the one before.
{{ config(materialized='incremental', pre_hook='{{ delete_touched() }}') }}
with

voices as (
    select * from {{ ref('int_complaints_voiced') }}
    where {{ only_touched('owner_id') }}
),

voices_spaced as (
    select
        *,
        case
            when
                {{ seconds_between('lag(opened_at) over by_owner', 'opened_at') }}
                <= 86400 * {{ window('complaint_case') }}
                then 0
            else 1
        end as is_first
    from voices
    window by_owner as (partition by owner_id order by opened_at, origin_rank, voice_id)
),

voices_numbered as (
    select
        *,
        sum(is_first) over (
            partition by owner_id
            order by opened_at, origin_rank, voice_id
            rows between unbounded preceding and current row
        ) as case_number
    from voices_spaced
),

voices_ranked as (
    select
        *,
        row_number() over (
            partition by owner_id, case_number, ticket_id is null
            order by opened_at, origin_rank, voice_id
        ) as ticket_rank,
        row_number() over (
            partition by owner_id, case_number, contact_id is null
            order by opened_at, origin_rank, voice_id
        ) as contact_rank
    from voices_numbered
),

-- The case is named after its first voice; the first ticket and the first contact lead.
complaints as (
    select
        {{ hash_text(
            "'complaint|' || max(case when is_first = 1 then voice_id end)"
        ) }} as complaint_id,
        min(customer_id) as customer_id,
        owner_id,
        min(opened_at) as opened_at,
        max(opened_at) as last_voiced_at,
        min(case when is_first = 1 then origin end) as origin,
        min(case when ticket_rank = 1 then ticket_id end) as ticket_id,
        min(case when contact_rank = 1 then contact_id end) as contact_id,
        count(*) as voice_count,
        count(*) filter (where origin = 'ticket') as ticket_count,
        cast(sum(merged_ticket_count) as bigint) as merged_ticket_count
    from voices_ranked
    group by owner_id, case_number
)

select * from complaints
