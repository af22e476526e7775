-- Grain: one row per customer need. The episode it stands in: the need before, of which
-- it is the next issue by the dated list, and the first of them.
-- depends_on: {{ ref('touched_customers') }}
{{ config(materialized='incremental', pre_hook='{{ delete_touched() }}') }}
with recursive

needs as (
    select
        need_id,
        owner_id,
        issue,
        opened_at,
        opened_date,
        last_contact_at
    from {{ ref('int_needs_judged') }}
    where {{ only_touched('owner_id') }}
),

next_issue_pairs as (
    select * from {{ ref('next_issue_pairs') }}
),

-- The latest need before, on an issue that the list of the day has leading to this.
needs_led_to as (
    select
        following.need_id,
        preceding.need_id as previous_need_id,
        row_number() over (
            partition by following.need_id
            order by
                preceding.opened_at desc,
                preceding.need_id desc,
                next_issue_pairs.pair_version desc
        ) as standing,
        next_issue_pairs.pair_version
    from needs as following
    inner join needs as preceding
        on
            following.owner_id = preceding.owner_id
            and following.opened_at > preceding.opened_at
            and following.opened_at <= {{ add_days(
                'preceding.last_contact_at', window('repeat_contact')
            ) }}
    inner join next_issue_pairs
        on
            preceding.issue = next_issue_pairs.issue
            and following.issue = next_issue_pairs.next_issue
            and following.opened_date >= next_issue_pairs.valid_from
            and (
                next_issue_pairs.valid_to is null
                or following.opened_date < next_issue_pairs.valid_to
            )
),

needs_linked as (
    select
        needs.need_id,
        needs.owner_id,
        led.previous_need_id,
        led.pair_version
    from needs
    left join needs_led_to as led
        on needs.need_id = led.need_id and led.standing = 1
),

-- From each first need on, step by step.
needs_joined as (
    select
        need_id,
        owner_id,
        need_id as episode_id,
        previous_need_id,
        pair_version,
        0 as step
    from needs_linked
    where previous_need_id is null
    union all
    select
        needs_linked.need_id,
        needs_linked.owner_id,
        needs_joined.episode_id,
        needs_linked.previous_need_id,
        needs_linked.pair_version,
        needs_joined.step + 1 as step
    from needs_joined
    inner join needs_linked on needs_joined.need_id = needs_linked.previous_need_id
)

select * from needs_joined
