{#- The published columns of loyalty.by_effort, by_satisfaction and by_delight, from
    int_loyalty_banded: counts, shares with Wilson's interval, spending with Student's, and each
    of them adjusted. -#}
{% macro loyalty_of_bands() -%}
    {%- set shares = ['repurchase', 'leaving', 'gone', 'recommending', 'bad_talk'] -%}
    {%- set numbers = ['mean', 'mean_low', 'mean_high', 'difference', 'difference_low',
        'difference_high'] -%}
    horizon_days,
    band,
    customer_count,
    unripe_count,
    of_count,
    {{ as_double('customer_count') }} / nullif(of_count, 0) as band_share,
    {{ wilson_low('customer_count', 'of_count') }} as band_share_low,
    {{ wilson_high('customer_count', 'of_count') }} as band_share_high,
    {{ as_double('spent_before_sum') }} / nullif(customer_count, 0) as spent_before_mean,
    compared_with,
    {% for figure in shares -%}
    {{ figure }}_denominator,
    {{ figure }}_numerator,
    {{ as_double(figure ~ '_numerator') }} / nullif({{ figure }}_denominator, 0)
        as {{ figure }}_share,
    {{ wilson_low(figure ~ '_numerator', figure ~ '_denominator') }}
        as {{ figure }}_share_low,
    {{ wilson_high(figure ~ '_numerator', figure ~ '_denominator') }}
        as {{ figure }}_share_high,
    {% if figure != 'gone' -%}
    {% for number in numbers -%}
    {{ figure }}_adjusted_{{ number }}
        as {{ figure }}_adjusted_{{ number | replace('mean', 'share') }},
    {% endfor -%}
    {% endif -%}
    {{ figure }}_denominator < {{ window('thin') }} as is_{{ figure }}_thin,
    {% endfor -%}
    {{ as_double('spent_sum') }} as spent_sum,
    {{ as_double('spent_sum_squares') }} as spent_sum_squares,
    {{ as_double('spent_sum') }} / nullif(customer_count, 0) as spent_mean,
    {{ mean_low('customer_count', 'spent_sum', 'spent_sum_squares') }} as spent_mean_low,
    {{ mean_high('customer_count', 'spent_sum', 'spent_sum_squares') }}
        as spent_mean_high,
    {% for number in numbers -%}
    spent_adjusted_{{ number }},
    {% endfor -%}
    overlap_share,
    evidence,
    customer_count < {{ window('thin') }} as is_thin
{%- endmacro %}
