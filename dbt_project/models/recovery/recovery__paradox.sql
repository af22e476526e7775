-- Grain: one row per severity (`all` for every one) and recovery. Is the score after
-- recovery above the same customer's before, and above what customers without a failure
-- show who had said the same?
with

pairs as (
    select
        *,
        score_after - score_before as change
    from {{ ref('int_scores_paired') }}
),

controls as (
    select
        survey,
        score_before,
        count(*) as n,
        avg(change) as change_mean
    from pairs
    where arm = 'none'
    group by survey, score_before
),

-- How a score follows the one before where nothing happened: a line whose slope below
-- 1 is the regression to the mean.
control_sums as (
    select
        count(*) as n,
        avg(score_before) as before_mean,
        avg(score_after) as after_mean,
        sum(score_before * score_before) - count(*) * avg(score_before)
        * avg(score_before) as before_squares,
        sum(score_before * score_after) - count(*) * avg(score_before)
        * avg(score_after) as before_after
    from pairs
    where arm = 'none'
),

control_line as (
    select
        n,
        before_mean,
        after_mean,
        before_after / nullif(before_squares, 0) as slope
    from control_sums
),

-- Like with like: each case beside the mean of those who had said the same before.
cases as (
    select
        pairs.*,
        controls.n as control_count,
        controls.change_mean as control_change,
        pairs.change - controls.change_mean as excess,
        control_line.after_mean
        + control_line.slope * (pairs.score_before - control_line.before_mean)
        - pairs.score_before as regression_change
    from pairs
    cross join control_line
    left join controls
        on
            pairs.survey = controls.survey
            and pairs.score_before = controls.score_before
    where pairs.arm <> 'none'
),

cases_cut as (
    select
        *,
        severity as severity_cut
    from cases
    union all
    select
        *,
        'all' as severity_cut
    from cases
),

summed as (
    select
        severity_cut as severity,
        arm,
        count(*) as pair_count,
        count(excess) as matched_count,
        avg(score_before) as before_mean,
        avg(score_after) as after_mean,
        avg(regression_change) as regression_change_mean,
        avg(control_change) as control_change_mean,
        sum(change) as change_sum,
        sum(change * change) as change_squares,
        sum(excess) as excess_sum,
        sum(excess * excess) as excess_squares
    from cases_cut
    group by severity_cut, arm
),

paradox as (
    select
        severity,
        arm as recovery,
        pair_count,
        {{ as_double('before_mean') }} as score_before_mean,
        {{ as_double('after_mean') }} as score_after_mean,
        {{ as_double('change_sum') }} / pair_count as change_mean,
        {{ mean_low('pair_count', 'change_sum', 'change_squares') }} as change_low,
        {{ mean_high('pair_count', 'change_sum', 'change_squares') }} as change_high,
        matched_count,
        {{ as_double('control_change_mean') }} as control_change_mean,
        {{ as_double('excess_sum') }} / nullif(matched_count, 0) as excess_mean,
        {{ mean_low('matched_count', 'excess_sum', 'excess_squares') }} as excess_low,
        {{ mean_high('matched_count', 'excess_sum', 'excess_squares') }} as excess_high,
        {{ as_double('regression_change_mean') }} as regression_change_mean,
        {{ mean_low('matched_count', 'excess_sum', 'excess_squares') }} > 0
            as is_paradox,
        'adjusted' as evidence,
        pair_count < {{ window('thin') }} as is_thin
    from summed
)

select * from paradox
