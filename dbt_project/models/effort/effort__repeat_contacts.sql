-- Grain: one row per repeat contact of a known customer. Why the customer came again.
-- depends_on: {{ ref('touched_customers') }}
{{ config(materialized='incremental', pre_hook='{{ delete_touched() }}') }}
with

repeats as (
    select * from {{ ref('int_repeats_evidenced') }}
    where {{ only_touched('owner_id') }}
),

causes as (
    select * from {{ ref('repeat_causes') }}
),

-- One row per repeat and cause that has evidence.
causes_evidenced as (
    select contact_id, 'unresolved' as cause, unresolved_evidence as evidence
    from repeats
    where unresolved_evidence is not null
    union all
    select contact_id, 'next_issue', next_issue_evidence
    from repeats
    where next_issue_evidence is not null
    union all
    select contact_id, 'emotional', emotional_evidence
    from repeats
    where emotional_evidence is not null
    union all
    select contact_id, 'channel_failure', channel_failure_evidence
    from repeats
    where channel_failure_evidence is not null
),

causes_ranked as (
    select
        causes_evidenced.contact_id,
        causes_evidenced.cause,
        causes_evidenced.evidence,
        row_number() over (
            partition by causes_evidenced.contact_id order by causes.precedence
        ) as standing
    from causes_evidenced
    inner join causes on causes_evidenced.cause = causes.cause
),

repeat_contacts as (
    select
        repeats.*,
        coalesce(causes_ranked.cause, 'undetermined') as primary_cause,
        causes_ranked.evidence as primary_evidence
    from repeats
    left join causes_ranked
        on
            repeats.contact_id = causes_ranked.contact_id
            and causes_ranked.standing = 1
)

select * from repeat_contacts
