-- Grain: one row per surveyed contact. What was asked of it, and whether it was a "no".
with

surveyed as (
    select
        *,
        {{ add_days('answered_at', window('repeat_contact')) }} as recovery_ripe_at
    from {{ ref('int_contacts_surveyed') }}
),

contacts as (
    select * from {{ ref('core__contacts') }}
    where not is_mystery
),

assigned as (
    select * from {{ ref('int_contacts_assigned_to_needs') }}
),

-- How far every feed that could still deliver a contact has come.
watermarks as (
    select min(watermark_at) as seen_until_at
    from {{ ref('int_feed_watermarks') }}
    where feed in ('telephony', 'tickets')
),

interactions_judged as (
    select
        surveyed.*,
        contacts.owner_id,
        contacts.customer_id,
        contacts.customer_code,
        contacts.issue,
        contacts.channel,
        contacts.queue_id,
        contacts.agent_id,
        contacts.business_date,
        contacts.entered_at,
        assigned.need_id,
        -- A "no" to any of the plain questions: not met, not complete, something left.
        case
            when
                coalesce(
                    surveyed.matter_score,
                    surveyed.complete_score,
                    surveyed.new_need_score
                ) is not null
                then least(
                    surveyed.matter_score,
                    surveyed.complete_score,
                    surveyed.new_need_score
                ) < 50
        end as is_no,
        coalesce(watermarks.seen_until_at >= surveyed.recovery_ripe_at, false)
            as is_recovery_ripe
    from surveyed
    inner join contacts on surveyed.contact_id = contacts.contact_id
    left join assigned on surveyed.contact_id = assigned.contact_id
    cross join watermarks
)

select * from interactions_judged
