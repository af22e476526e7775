-- A failure means: an interval differs from the one computed by hand.
with

measured as (
    select
        'Wilson low, 1 of 2' as measure,
        {{ wilson_low('1', '2') }} as got,
        0.0945312 as want
    union all
    select
        'Wilson high, 1 of 2' as measure,
        {{ wilson_high('1', '2') }} as got,
        0.9054688 as want
    union all
    select
        'Wilson low, 0 of 10' as measure,
        {{ wilson_low('0', '10') }} as got,
        0.0 as want
    union all
    select
        'Wilson high, 0 of 10' as measure,
        {{ wilson_high('0', '10') }} as got,
        0.2775328 as want
    union all
    select
        'Mean low of 1, 2, 3' as measure,
        {{ mean_low('3', '6', '14') }} as got,
        -0.4841377 as want
    union all
    select
        'Mean high of 1, 2, 3' as measure,
        {{ mean_high('3', '6', '14') }} as got,
        4.4841377 as want
    union all
    select
        't, 30 degrees' as measure,
        {{ t_quantile('30') }} as got,
        2.0422725 as want
    union all
    -- Three customers with 1 of 2, 2 of 2 and 0 of 1 yes: share 0.6, residuals -0.2,
    -- 0.8 and -0.6, squares 1.04, variance 3/2 * 1.04 / 25, half width 4.3026527 times
    -- its root.
    select
        'Cluster mean low' as measure,
        {{ cluster_share_low(
            '3', '5', '3', '5', '9', '6', is_share=false
        ) }} as got,
        0.6 - 1.0748023 as want
    union all
    select
        'Cluster share high' as measure,
        {{ cluster_share_high('3', '5', '3', '5', '9', '6') }} as got,
        1.0 as want
    union all
    -- Three answers of 75, weighing 1.1, 0.9 and 1.3: no spread but in the last digits.
    select
        'Cluster mean low of what is all the same' as measure,
        {{ cluster_share_low(
            '247.5', '3.3', '3', '(20868.75 + 1e-9)', '3.71', '278.25', is_share=false
        ) }} as got,
        75.0 as want
    union all
    select
        'Mean low of what is all the same' as measure,
        {{ mean_low('3', '225', '(16875 + 1e-9)') }} as got,
        75.0 as want
    union all
    select
        'Normal tail beyond -1' as measure,
        {{ normal_tail('-1.0') }} as got,
        0.8413447 as want
    union all
    select
        'Normal tail beyond 6, a thousand millionth' as measure,
        1e9 * {{ normal_tail('6.0') }} as got,
        0.9865876 as want
    union all
    -- Smirnov's 5 % limit.
    select
        'Kolmogorov tail beyond 1.3581' as measure,
        {{ kolmogorov_tail('1.3581015') }} as got,
        0.05 as want
    union all
    select
        'Kolmogorov tail beyond 0.5' as measure,
        {{ kolmogorov_tail('0.5') }} as got,
        0.9639452 as want
    union all
    -- 3 ln 0.3 + 7 ln 0.7
    select
        'Likelihood of 3 of 10' as measure,
        {{ binomial_likelihood('3.0', '10.0') }} as got,
        -6.1086430 as want
    union all
    -- Of 400 customers 60 were followed where 15 were expected, half of each of 30, ten
    -- of them among the 60: 60/3600 - 2 * 5/900 + 7.5/225 = 0.0388889, its root times
    -- sqrt(400/399) 0.1974498; 4 * exp(-1.96 * that).
    select
        'Lift low' as measure,
        {{ lift_low('60', '15', '400', '60', '5', '7.5') }} as got,
        2.7163804 as want
    union all
    select
        'Lift high' as measure,
        {{ lift_high('60', '15', '400', '60', '5', '7.5') }} as got,
        5.8901915 as want
)

select * from measured
where got is null or abs(got - want) > 0.00001
union all
select
    'Without units' as measure,
    {{ wilson_low('0', '0') }} as got,
    null as want
where
    {{ wilson_low('0', '0') }} is not null
    or {{ mean_low('1', '5', '25') }} is not null
    or {{ cluster_share_low('0', '0', '0', '0', '0', '0') }} is not null
