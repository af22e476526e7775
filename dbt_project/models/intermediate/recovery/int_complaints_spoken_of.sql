-- Grain: one row per complaint of a known customer of which anything was said since.
-- What the customer said.
with

complaints as (
    select * from {{ ref('int_complaints_clocked') }}
    where customer_id is not null
),

contacts_complaining as (
    select distinct contact_id
    from complaints
    where contact_id is not null
),

-- "Told" is asked yes = 1, no = 0, whatever is thought good of it. An answer that names
-- a ticket of a complaint (or one merged into it) is of that complaint alone; so is one
-- that names a complaint's contact.
answers as (
    select
        answers.customer_id,
        answers.ticket_id,
        answers.contact_id,
        answers.submitted_at,
        answers.measure,
        answers.score_100,
        answers.value > (answers.scale_low + answers.scale_high) / 2 as is_yes,
        coalesce(merged.into_ticket_id, tickets.ticket_id) as complaint_ticket_id,
        contacts_complaining.contact_id as complaint_contact_id
    from {{ ref('core__survey_answers') }} as answers
    left join {{ ref('core__tickets') }} as tickets
        on answers.ticket_id = tickets.ticket_id and tickets.is_complaint
    left join {{ ref('int_tickets_merged') }} as merged
        on tickets.ticket_id = merged.ticket_id
    left join contacts_complaining
        on answers.contact_id = contacts_complaining.contact_id
    where
        answers.respondent = 'customer'
        and coalesce(answers.subject, 'own') = 'own'
        and answers.measure in (
            'would_return',
            'told_friends',
            'told_third_party',
            'told_public',
            'looks_elsewhere'
        )
),

-- Whether somebody looks elsewhere is said of this matter, or of bad experiences in
-- general: only the first tells of this complaint. Whether somebody would return is
-- taken from what is said of this complaint; where nothing is, from what is said else.
complaints_spoken_of as (
    select
        complaints.complaint_id,
        {% for told in ['told_friends', 'told_third_party', 'told_public'] -%}
        bool_or(answers.is_yes) filter (where answers.measure = '{{ told }}')
            as has_{{ told }},
        {% endfor -%}
        bool_or(answers.is_yes) filter (
            where answers.measure = 'looks_elsewhere'
            and (
                named.ticket_id is not null
                or answers.ticket_id = complaints.ticket_id
                or answers.contact_id = complaints.contact_id
            )
        ) as is_looking_elsewhere,
        coalesce(
            avg(answers.score_100) filter (
                where answers.measure = 'would_return'
                and (
                    named.ticket_id is not null
                    or answers.contact_id = complaints.contact_id
                )
            ),
            avg(answers.score_100) filter (where answers.measure = 'would_return')
        ) as would_return_score
    from complaints
    inner join answers
        on complaints.customer_id = answers.customer_id
    left join {{ ref('int_complaint_tickets') }} as named
        on
            complaints.complaint_id = named.complaint_id
            and answers.complaint_ticket_id = named.ticket_id
    where
        (answers.complaint_ticket_id is null or named.ticket_id is not null)
        and (
            named.ticket_id is not null
            or coalesce(answers.complaint_contact_id, '-')
            in ('-', coalesce(complaints.contact_id, '-'))
        )
        and answers.submitted_at >= complaints.opened_at
        and answers.submitted_at
        <= {{ add_days('complaints.opened_at', window('score_lookback')) }}
    group by complaints.complaint_id
)

select * from complaints_spoken_of
