-- Grain: one row per issue and following issue that came or is listed. Sums over
-- customers, who are the clusters.
with

followed as (
    select * from {{ ref('int_needs_followed') }}
),

listed as (
    select
        issue,
        next_issue,
        max(pair_version) as pair_version
    from {{ ref('next_issue_pairs') }}
    where valid_to is null
    group by issue, next_issue
),

needs_of_customers as (
    select
        issue,
        customer_id,
        count(*) as n
    from followed
    where next_issue is null
    group by issue, customer_id
),

needs_of_issues as (
    select
        issue,
        count(*) as customers,
        sum(n) as n,
        sum(n * n) as n_n
    from needs_of_customers
    group by issue
),

-- How many pairs there are to be tested: every issue with every other one.
issues as (
    select issue from followed
    union
    select next_issue as issue from followed
    where next_issue is not null
),

pairs_tested as (
    select count(*) as pair_count
    from needs_of_issues
    inner join issues on needs_of_issues.issue <> issues.issue
),

pairs_of_customers as (
    select
        followed.issue,
        followed.next_issue,
        followed.customer_id,
        sum(followed.followed) as followed,
        sum(followed.expected) as expected,
        sum(followed.contact_count) as contact_count
    from followed
    where followed.next_issue is not null
    group by followed.issue, followed.next_issue, followed.customer_id
),

pairs_summed as (
    select
        pairs.issue,
        pairs.next_issue,
        sum(pairs.followed) as followed,
        sum(pairs.expected) as expected,
        sum(pairs.contact_count) as contact_count,
        sum(pairs.followed * pairs.followed) as followed_followed,
        sum(pairs.followed * pairs.expected) as followed_expected,
        sum(pairs.expected * pairs.expected) as expected_expected,
        sum(pairs.followed * needs_of_customers.n) as followed_n
    from pairs_of_customers as pairs
    inner join needs_of_customers
        on
            pairs.issue = needs_of_customers.issue
            and pairs.customer_id = needs_of_customers.customer_id
    group by pairs.issue, pairs.next_issue
),

pairs_named as (
    select
        issue,
        next_issue
    from pairs_summed
    union
    select
        issue,
        next_issue
    from listed
),

next_issues_summed as (
    select
        pairs_named.issue,
        pairs_named.next_issue,
        listed.pair_version,
        cast(coalesce(needs_of_issues.n, 0) as bigint) as n,
        cast(coalesce(needs_of_issues.customers, 0) as bigint) as customers,
        {{ as_double('needs_of_issues.n_n') }} as n_n,
        {%- for sum in ['followed', 'expected', 'contact_count', 'followed_followed',
            'followed_expected', 'expected_expected', 'followed_n'] %}
        coalesce(pairs_summed.{{ sum }}, 0) as {{ sum }},
        {%- endfor %}
        cast(pairs_tested.pair_count as bigint) as pair_count
    from pairs_named
    cross join pairs_tested
    left join needs_of_issues on pairs_named.issue = needs_of_issues.issue
    left join pairs_summed
        on
            pairs_named.issue = pairs_summed.issue
            and pairs_named.next_issue = pairs_summed.next_issue
    left join listed
        on
            pairs_named.issue = listed.issue
            and pairs_named.next_issue = listed.next_issue
)

select * from next_issues_summed
