-- Grain: one row per surveyed contact. The matter, the person, and what a "no" led to.
with

surveyed as (
    select
        *,
        {{ add_days('answered_at', window('repeat_contact')) }} as recovery_ripe_at
    from {{ ref('int_contacts_surveyed') }}
),

contacts as (
    select
        *,
        {{ add_days('entered_at', window('repeat_contact')) }} as return_ripe_at
    from {{ ref('core__contacts') }}
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

interactions as (
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
        case
            when contacts.customer_id is null then null
            when assigned.next_contact_at <= contacts.return_ripe_at then true
            when watermarks.seen_until_at >= contacts.return_ripe_at then false
        end as has_come_back,
        coalesce(watermarks.seen_until_at >= surveyed.recovery_ripe_at, false)
            as is_recovery_ripe
    from surveyed
    inner join contacts on surveyed.contact_id = contacts.contact_id
    left join assigned on surveyed.contact_id = assigned.contact_id
    cross join watermarks
),

-- What happened with the customer in the window after the answer: the company called,
-- or a contact on the issue was recorded as resolved.
aftermaths as (
    select
        interactions.contact_id,
        bool_or(later.direction = 'outbound') as is_followed_up,
        bool_or(
            coalesce(later.is_resolved_recorded, false)
            and (later.direction = 'outbound' or later.issue = interactions.issue)
        ) as is_recovered
    from interactions
    inner join contacts as later
        on
            interactions.customer_id = later.customer_id
            and interactions.answered_at < later.entered_at
            and interactions.recovery_ripe_at >= later.entered_at
    where interactions.is_no and not later.is_mystery
    group by interactions.contact_id
),

interactions_followed as (
    select
        interactions.contact_id,
        interactions.owner_id,
        interactions.customer_id,
        interactions.customer_code,
        interactions.need_id,
        interactions.issue,
        interactions.channel,
        interactions.queue_id,
        interactions.agent_id,
        interactions.business_date,
        interactions.answered_at,
        interactions.response_count,
        interactions.matter_score,
        interactions.person_score,
        interactions.complete_score > 50 as is_complete_stated,
        interactions.new_need_score < 50 as has_new_need,
        interactions.effort_score,
        interactions.satisfaction_score,
        case
            when interactions.matter_score > 50 and interactions.person_score > 50
                then 'both'
            when interactions.matter_score > 50 and interactions.person_score <= 50
                then 'matter only'
            when interactions.matter_score <= 50 and interactions.person_score > 50
                then 'person only'
            when interactions.matter_score <= 50 and interactions.person_score <= 50
                then 'neither'
        end as cell,
        interactions.is_no,
        case
            when
                not coalesce(interactions.is_no, false)
                or interactions.customer_id is null
                then null
            when aftermaths.is_followed_up then true
            when interactions.is_recovery_ripe then false
        end as is_no_followed_up,
        case
            when
                not coalesce(interactions.is_no, false)
                or interactions.customer_id is null
                then null
            when aftermaths.is_recovered then true
            when interactions.is_recovery_ripe then false
        end as is_no_recovered,
        case
            when interactions.complete_score > 50 then interactions.has_come_back
        end as is_false_confirmation
    from interactions
    left join aftermaths on interactions.contact_id = aftermaths.contact_id
)

select * from interactions_followed
