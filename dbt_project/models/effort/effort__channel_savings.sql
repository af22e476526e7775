-- Grain: one row per month and ordered pair of channels. What it would save, had a
-- share of the needs that began in the one begun in the other.
{%- set moved = window('moved_needs') %}
{%- set z = '1.959963984540054' %}
with

needs as (
    select
        month_start,
        issue,
        first_channel,
        count(*) as n
    from {{ ref('int_needs_costed') }}
    group by month_start, issue, first_channel
),

-- What became of needs on an issue that began in a channel; the error is half of the
-- interval over the normal quantile.
channels as (
    select
        issue,
        channel,
        {%- for mean in ['further_contacts_per_need', 'further_cost_per_need'] %}
        {{ mean }},
        ({{ mean }}_high - {{ mean }}_low) / (2 * {{ z }}) as {{ mean }}_error,
        {%- endfor %}
        handle_seconds_per_need
    from {{ ref('effort__best_channel') }}
    where not is_thin
),

-- What a contact costs at the end of the month.
costs as (
    select
        months.month_start,
        costs.channel,
        costs.cost_per_contact
    from (select distinct month_start from needs) as months
    inner join {{ ref('int_channel_costs_dated') }} as costs
        on
            costs.valid_from < {{ add_months('months.month_start', 1) }}
            and costs.valid_to >= {{ add_months('months.month_start', 1) }}
),

totals as (
    select
        month_start,
        first_channel,
        sum(n) as n
    from needs
    group by month_start, first_channel
),

-- Only issues of which needs began in both channels say what would have become.
issues_moved as (
    select
        needs.month_start,
        needs.first_channel as from_channel,
        target.channel as to_channel,
        {{ moved }} * needs.n as moved,
        needs.n,
        {%- for mean in ['further_contacts_per_need', 'further_cost_per_need'] %}
        target.{{ mean }} - origin.{{ mean }} as {{ mean }},
        target.{{ mean }}_error * target.{{ mean }}_error
        + origin.{{ mean }}_error * origin.{{ mean }}_error as {{ mean }}_variance,
        {%- endfor %}
        target.handle_seconds_per_need - origin.handle_seconds_per_need
            as handle_seconds
    from needs
    inner join channels as origin
        on needs.issue = origin.issue and needs.first_channel = origin.channel
    inner join channels as target
        on needs.issue = target.issue and needs.first_channel <> target.channel
),

channels_moved as (
    select
        month_start,
        from_channel,
        to_channel,
        cast(sum(n) as bigint) as comparable,
        sum(moved) as moved,
        sum(moved * handle_seconds) as handle_seconds,
        sum(moved * further_contacts_per_need) as induced,
        sqrt(sum(moved * moved * further_contacts_per_need_variance)) as induced_error,
        sum(moved * further_cost_per_need) as induced_cost,
        sqrt(sum(moved * moved * further_cost_per_need_variance))
            as induced_cost_error
    from issues_moved
    group by month_start, from_channel, to_channel
),

channels_saved as (
    select
        channels_moved.*,
        totals.n as need_count,
        channels_moved.moved * (from_costs.cost_per_contact - to_costs.cost_per_contact)
            as gross
    from channels_moved
    inner join totals
        on
            channels_moved.month_start = totals.month_start
            and channels_moved.from_channel = totals.first_channel
    left join costs as from_costs
        on
            channels_moved.month_start = from_costs.month_start
            and channels_moved.from_channel = from_costs.channel
    left join costs as to_costs
        on
            channels_moved.month_start = to_costs.month_start
            and channels_moved.to_channel = to_costs.channel
),

channel_savings as (
    select
        month_start,
        from_channel,
        to_channel,
        {{ as_double(moved) }} as moved_share,
        cast(need_count as bigint) as need_count,
        comparable as comparable_need_count,
        {{ as_double('moved') }} as moved_need_count,
        {{ as_double('induced') }} as induced_contact_count,
        {{ as_double('induced - ' ~ z ~ ' * induced_error') }}
            as induced_contact_count_low,
        {{ as_double('induced + ' ~ z ~ ' * induced_error') }}
            as induced_contact_count_high,
        {{ as_double('-handle_seconds') }} / 3600 as saved_handle_hours,
        {{ as_double('gross') }} as gross_saving,
        {{ as_double('induced_cost') }} as induced_cost,
        {{ as_double('gross - induced_cost') }} as net_saving,
        {{ as_double('gross - induced_cost - ' ~ z ~ ' * induced_cost_error') }}
            as net_saving_low,
        {{ as_double('gross - induced_cost + ' ~ z ~ ' * induced_cost_error') }}
            as net_saving_high,
        'association' as evidence,
        comparable < {{ window('thin') }} as is_thin
    from channels_saved
)

select * from channel_savings
