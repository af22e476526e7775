"""Keys of personal identifiers: made where the clear text lies, so that nothing else has to read it."""

from __future__ import annotations

# Few enough to be hashed one and all, phone numbers and e-mail addresses are salted.
SALT = "(select salt from raw.identifier_salt)"


def identifier_key(kind: str, issuer: str, value: str) -> str:
    """SQL of an identifier's key, the same on every warehouse; the arguments are SQL of text as loaded.

    A text is loaded without the blanks around it, of which warehouses' own trim knows more or fewer.

    A hash of kind, issuer and normalised value, so that the same identifier is the same text in
    every feed. Phones are reduced to digits, an international prefix + or 00 dropped; e-mail
    addresses are lowered. Phone and e-mail are the same whoever delivers them, and salted
    by the warehouse; an account or cookie is its issuer's, and what is of no kind is an account.
    Null where nothing is left.
    """
    digits = f"regexp_replace({value}, '[^0-9]', '', 'g')"
    return (
        f"case when {value} is null or {value} = '' then null "
        f"when {kind} = 'phone' and {digits} = '' then null "
        f"when {kind} = 'phone' and {digits} like '00%' then md5({SALT} || 'phone||' || substr({digits}, 3)) "
        f"when {kind} = 'phone' then md5({SALT} || 'phone||' || {digits}) "
        f"when {kind} = 'email' then md5({SALT} || 'email||' || lower({value})) "
        f"else md5(coalesce({kind}, 'account') || '|' || {issuer} || '|' || {value}) end"
    )


def agent_key(name: str) -> str:
    """SQL of the key of one system's name for somebody who acts there, agent or not; null for none."""
    return f"md5('agent|' || source_system || ':' || {name})"
