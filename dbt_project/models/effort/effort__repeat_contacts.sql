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
    {% for cause in ['unresolved', 'next_issue', 'emotional', 'channel_failure'] %}
    select
        contact_id,
        '{{ cause }}' as cause,
        {{ cause }}_evidence as evidence
    from repeats
    where {{ cause }}_evidence is not null
    {{ 'union all' if not loop.last }}
    {% endfor %}
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
