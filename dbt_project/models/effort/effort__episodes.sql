-- Grain: one row per episode: a need of a customer and all that are its next issues.
with

listed as (
    select * from {{ ref('next_issue_pairs') }}
),

needs as (
    select
        *,
        100 - observed_effort_score as effort_points,
        previous_need_id is not null as is_sparable,
        row_number() over (
            partition by episode_id order by opened_at, need_id
        ) as need_number
    from {{ ref('effort__needs') }}
),

episodes as (
    select
        episode_id,
        owner_id,
        min(case when need_number = 1 then customer_id end) as customer_id,
        min(case when need_number = 1 then customer_code end) as customer_code,
        min(case when need_number = 1 then issue end) as issue,
        {{ joined_in_order('issue', ' > ', 'need_number') }} as issues_in_order,
        min(opened_at) as opened_at,
        min(opened_date) as opened_date,
        max(last_contact_at) as last_contact_at,
        max(ripe_at) as ripe_at,
        bool_and(is_ripe) as is_ripe,
        count(*) as need_count,
        cast(sum(contact_count) as bigint) as contact_count,
        cast(sum(transfer_count) as bigint) as transfer_count,
        cast(sum(switch_count) as bigint) as switch_count,
        {{ as_double('sum(customer_minutes)') }} as customer_minutes,
        {{ as_double('sum(effort_points)') }} as effort_points,
        {{ as_double('avg(effort_score)') }} as effort_score,
        count(*) filter (where is_sparable) as sparable_need_count,
        {{ joined_in_order(
            'case when is_sparable then need_id end', ' > ', 'need_number'
        ) }} as sparable_need_ids,
        cast(coalesce(sum(contact_count) filter (where is_sparable), 0) as bigint)
            as sparable_contact_count,
        {{ as_double(
            'coalesce(sum(customer_minutes) filter (where is_sparable), 0)'
        ) }} as sparable_minutes,
        {{ as_double('coalesce(sum(effort_points) filter (where is_sparable), 0)') }}
            as sparable_effort_points
    from needs
    group by episode_id, owner_id
),

-- Whose first issue leads to another one, by the list of that day.
episodes_leading_on as (
    select episodes.episode_id
    from episodes
    inner join listed
        on
            episodes.issue = listed.issue
            and episodes.opened_date >= listed.valid_from
            and (listed.valid_to is null or episodes.opened_date < listed.valid_to)
    group by episodes.episode_id
),

episodes_judged as (
    select
        episodes.*,
        case
            when
                episodes.is_ripe
                and episodes.customer_id is not null
                and episodes_leading_on.episode_id is not null
                then episodes.need_count = 1
        end as is_next_issue_avoided
    from episodes
    left join episodes_leading_on
        on episodes.episode_id = episodes_leading_on.episode_id
)

select * from episodes_judged
