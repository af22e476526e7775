{#- The decision table of a customer's state on a day: the first line that holds decides; who never
    ordered has no state. Limits are those of the customer's own rhythm, as known from the last
    order on (columns lost_days, limit_days, is_after_lapse, ordered_before_date of
    int_orders_paced); dates are expressions. -#}
{% macro customer_state(on_date, last_ordered_date, recency_days, left_date) -%}
    case
        when {{ last_ordered_date }} is null then null
        when {{ left_date }} <= {{ on_date }} and {{ left_date }} >= {{ last_ordered_date }}
            then 'lost'
        when {{ recency_days }} > lost_days then 'lost'
        when {{ recency_days }} > limit_days then 'lapsed'
        when is_after_lapse then 'won_back'
        when
            {{ left_date }} < {{ last_ordered_date }}
            and {{ left_date }} >= coalesce(ordered_before_date, {{ left_date }})
            then 'won_back'
        else 'active'
    end
{%- endmacro %}
