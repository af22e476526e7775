-- Grain: one row per month, measure and percentile: what the best so many in a hundred
-- customers brought in the 12 months to its end.
with

percentiles as (
    select * from {{ ref('int_percentiles_listed') }}
),

ranked as (
    select * from {{ ref('int_customers_ranked_monthly') }}
),

months as (
    select distinct
        month_start,
        measure,
        customer_count,
        total_amount,
        total_squares
    from ranked
),

-- So many hundredths of the customers are whole ones and a part of the next.
cuts as (
    select
        months.*,
        percentiles.percentile,
        {{ as_double('percentiles.percentile * months.customer_count') }} / 100
            as cut_at,
        floor(
            {{ as_double('percentiles.percentile * months.customer_count') }} / 100
        ) as whole_count
    from months
    cross join percentiles
),

cuts_filled as (
    select
        cuts.month_start,
        cuts.measure,
        cuts.percentile,
        cuts.customer_count,
        cuts.total_amount,
        cuts.total_squares,
        cuts.whole_count,
        cuts.whole_count / cuts.customer_count as whole_share,
        coalesce(whole.top_amount, 0) as whole_amount,
        coalesce(whole.top_squares, 0) as whole_squares,
        coalesce(following.amount, whole.amount) as limit_amount,
        coalesce(whole.top_amount, 0)
        + (cuts.cut_at - cuts.whole_count) * coalesce(following.amount, 0)
            as top_amount
    from cuts
    left join ranked as whole
        on
            cuts.month_start = whole.month_start
            and cuts.measure = whole.measure
            and cuts.whole_count = whole.amount_rank
    left join ranked as following
        on
            cuts.month_start = following.month_start
            and cuts.measure = following.measure
            and cuts.whole_count + 1 = following.amount_rank
),

cuts_shared as (
    select
        *,
        case when total_amount > 0 then top_amount / total_amount end as top_share,
        case when total_amount > 0 then whole_amount / total_amount end
            as whole_top_share
    from cuts_filled
),

-- Linearised (Binder and Kovacevic 1995): what one customer more or less of the top and
-- of the rest does to the share, squared and summed.
cuts_spread as (
    select
        *,
        sqrt({{ left_over(
            '(1 - whole_top_share) * (1 - whole_top_share) * whole_squares'
            ~ ' + whole_count * limit_amount * limit_amount'
            ~ ' * (1 - whole_share) * (1 - whole_share)'
            ~ ' + (customer_count - whole_count) * limit_amount * limit_amount'
            ~ ' * whole_share * whole_share'
            ~ ' + whole_top_share * whole_top_share * (total_squares - whole_squares)',
            '2 * (1 - whole_top_share) * limit_amount * (1 - whole_share) * whole_amount'
            ~ ' + 2 * limit_amount * whole_share * whole_top_share'
            ~ ' * (total_amount - whole_amount)'
        ) }} * customer_count / (customer_count - 1)) / total_amount as standard_error
    from cuts_shared
    where customer_count > 1 and total_amount > 0
),

cuts_bounded as (
    select
        cuts_shared.*,
        cuts_spread.standard_error,
        case when cuts_spread.standard_error is not null then greatest(
            0, cuts_shared.top_share - cuts_spread.standard_error
            * ({{ t_quantile('cuts_shared.customer_count - 1') }})
        ) end as top_share_low,
        case when cuts_spread.standard_error is not null then least(
            greatest(1, cuts_shared.top_share),
            cuts_shared.top_share + cuts_spread.standard_error
            * ({{ t_quantile('cuts_shared.customer_count - 1') }})
        ) end as top_share_high
    from cuts_shared
    left join cuts_spread
        on
            cuts_shared.month_start = cuts_spread.month_start
            and cuts_shared.measure = cuts_spread.measure
            and cuts_shared.percentile = cuts_spread.percentile
)

select * from cuts_bounded
