"""Writing a draft: source.yml, and the SQL of the contract table that fits best."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from pathlib import Path

import duckdb

from easemart.contracts import FEEDS
from easemart.drafting.looking import Looked, Seen, format_by_name, look
from easemart.drafting.matching import Match, best_match
from easemart.errors import EasemartError
from easemart.home import REPOSITORY
from easemart.reading import quoted
from easemart.sources import bare_name, source

WIDTH = 88


@dataclass(frozen=True)
class Draft:
    """What was written, for which table, and the contract columns of it that a person has to find a column for."""

    written: tuple[Path, ...]
    table: str
    missing: tuple[str, ...]


def draft(feed: str, system: str, path: Path, repository: Path = REPOSITORY) -> Draft:
    """Writes feeds/<feed>/<system>/ by looking at a file. Raises EasemartError where that folder is there already."""
    if feed not in FEEDS:
        raise EasemartError(f"{feed}: no such feed; known are {', '.join(FEEDS)}.")
    if not re.fullmatch(r"[a-z][a-z0-9_]*", system):
        raise EasemartError(f"{system!r}: a system is named in lower case, with digits and _ (acme_desk).")
    folder = repository / "feeds" / feed / system
    if folder.exists():
        raise EasemartError(
            f"feeds/{feed}/{system} is there already and stays as it is: edit it, or remove it and draft anew."
        )
    looked = look(path)
    match = best_match(feed, looked.columns, path.name)
    if not match.columns:
        raise EasemartError(
            f"{path.name}: no column is like one of the contracts of {feed} "
            f"(dbt_project/models/staging/{feed}/contract.yml): {', '.join(c.name for c in looked.columns)[:300]}."
        )
    sql = _sql(looked, match, path.name)
    description = _description(feed, system, looked, match, path.name)
    folder.mkdir(parents=True)
    written = {folder / "source.yml": description, folder / f"{match.table.name}.sql": sql}
    for place, text in written.items():
        place.write_text(text, encoding="utf-8")
    source.cache_clear()
    source(feed, system, repository)
    filled = {*match.columns, *(name for name, _ in _made(looked, match))}
    missing = tuple(name for name in dict.fromkeys((*match.table.key, *match.table.required)) if name not in filled)
    return Draft(tuple(written), match.table.name, missing)


def _pattern(file_name: str) -> str:
    """The name with a star for digits, which are dates and numbers of deliveries."""
    stem, dot, suffix = Path(bare_name(file_name)).name.rpartition(".")
    starred = re.sub(r"\d+([-_.T]?\d+)*", "*", stem if dot else suffix)
    starred = re.sub(r"[^\w.*-]", "?", starred)
    return f"{starred}.{suffix}" if dot else starred


def _folded(text: str, indent: str) -> str:
    return textwrap.fill(text, 110, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)


def _yaml_list(names: list[str], indent: str) -> str:
    listed = ", ".join(f'"{name}"' if re.search(r"[^\w]", name) or not name else name for name in names)
    return "[\n" + _folded(listed, indent + "  ") + f"\n{indent}]" if len(listed) > 80 else f"[{listed}]"


def _description(feed: str, system: str, looked: Looked, match: Match, file_name: str) -> str:
    form = None if format_by_name(file_name) == looked.form else looked.form
    by_name = {seen.name for seen in match.columns.values()}
    must = {seen.name for name, seen in match.columns.items() if name in (*match.table.key, *match.table.required)}
    lines = [
        f"feed: {feed}",
        f"system: {system}",
        "description: >-",
        _folded(
            f"A first draft, made by looking at {file_name}. Say here what the system is, what its files hold and "
            "where their format is documented.",
            "  ",
        ),
        "# The zone of times that are written without an offset. UTC is a guess: ask who runs the system.",
        "time_zone: UTC",
        *([] if looked.encoding == "utf-8" else [f"encoding: {looked.encoding}"]),
        "files:",
        f'  - pattern: "{_pattern(file_name)}"',
        *([f"    format: {form}"] if form else []),
        *([f"    listed_under: {looked.listed_under}"] if looked.listed_under else []),
        *([] if looked.delimiter == "," else [f'    delimiter: "{_escaped(looked.delimiter)}"']),
    ]
    if looked.form != "json":
        names = [seen.name for seen in looked.columns]
        if not looked.has_header:
            lines += ["    # There is no header: name the columns, here and in the SQL."]
            lines += [f"    columns: {_yaml_list(names, '    ')}"]
        lines.append(f"    required: {_yaml_list([name for name in names if name in must], '    ')}")
        for key, chosen in (
            ("optional", [name for name in names if name in by_name - must]),
            ("unread", [_literally(name) for name in names if name not in by_name]),
        ):
            if chosen:
                lines.append(f"    {key}: {_yaml_list(chosen, '    ')}")
    return "\n".join([*lines, f"    tables: [{match.table.name}]"]) + "\n"


def _escaped(delimiter: str) -> str:
    return delimiter.replace("\t", "\\t")


def _literally(name: str) -> str:
    """A name as a pattern that fits nothing else."""
    return re.sub(r"([*?[])", r"[\1]", name)


def _sql(looked: Looked, match: Match, file_name: str) -> str:
    made = _made(looked, match)
    filled = {*match.columns, *(name for name, _ in made)}
    unfilled = [name for name in (*match.table.columns, "version_at") if name not in filled]
    unused = [seen.name for seen in looked.columns if seen not in match.columns.values()]
    notes = [f"Grain: one row per record of {file_name}: say of what. A draft: read every line."]
    if unfilled:
        notes.append(f"Not found in the file: {', '.join(unfilled)}.")
    if unused:
        notes.append(f"Of the file not used: {', '.join(unused)}.")
    head = "\n".join(
        textwrap.fill(note, WIDTH, initial_indent="-- ", subsequent_indent="-- ", break_on_hyphens=False)
        for note in notes
    )
    chosen = [(name, _expression(looked, name, seen, match)) for name, seen in match.columns.items()]
    by_name = dict(chosen + made)
    order = [name for name in (*match.table.columns, "version_at") if name in by_name]
    selected = ",\n".join(["        _row_number", *(_selected(by_name[name], name) for name in order)])
    return (
        f"{head}\nwith\n\n{match.table.name} as (\n    select\n{selected}\n    from delivered\n)\n\n"
        f"select * from {match.table.name}\n"
    )


def _made(looked: Looked, match: Match) -> list[tuple[str, list[str]]]:
    """Contract columns that follow from others: the kind of a reference, and the channel of calls."""
    made = []
    customer = match.columns.get("customer_ref")
    if customer is not None and "customer_ref_kind" in match.table.columns:
        kind = {"email": "email", "phone": "phone"}.get(customer.kind, "account")
        reference = _reference(looked, customer)
        made.append(("customer_ref_kind", [f"case when nullif({reference}, '') is not null then '{kind}' end"]))
    if match.table.name == "contacts" and "channel" not in match.columns:
        made.append(("channel", ["'phone'"]))
    return made


def _selected(parts: list[str], name: str) -> str:
    """One column of a select; a call that is too long for a line has a line for each of its arguments."""
    whole = parts[0] if len(parts) == 1 else f"{parts[0]}({', '.join(parts[1:])})"
    alias = f" as {name}"
    if whole == name:
        return f"        {name}"
    if len(whole) + len(alias) + 9 <= WIDTH:
        return f"        {whole}{alias}"
    if len(whole) + 8 <= WIDTH:
        return f"        {whole}\n            as {name}"
    if len(parts) == 1:
        return "        " + whole.replace(" then ", "\n            then ") + f"\n            as {name}"
    arguments = ",\n".join(f"            {part}" for part in parts[1:])
    return f"        {parts[0]}(\n{arguments}\n        ){alias}"


def _reserved() -> set[str]:
    return {row[0] for row in duckdb.execute("select keyword_name from duckdb_keywords()").fetchall()}


def _reference(looked: Looked, seen: Seen) -> str:
    if looked.form == "json":
        return f"record ->> '$.{seen.name}'"
    plain = re.fullmatch(r"[a-z_][a-z0-9_]*", seen.name) and seen.name not in _reserved()
    return seen.name if plain else quoted(seen.name)


def _expression(looked: Looked, name: str, seen: Seen, match: Match) -> list[str]:
    """The SQL of a contract column: itself, or a call's name and arguments."""
    given = _reference(looked, seen)
    type_ = {**match.table.columns, "version_at": "timestamp"}[name]
    zone = "getvariable('time_zone')"
    if type_ == "timestamp":
        if seen.kind == "iso time":
            return ["utc", given, zone]
        if seen.kind == "seconds since 1970":
            return ["utc_epoch", given]
        if seen.kind == "milliseconds since 1970":
            return ["utc_epoch", f"regexp_replace({given}, '(\\d{{3}})$', '.\\1')"]
        return ["utc_from", given, f"'{seen.time_format}'", zone]
    if type_ == "date":
        return _day(given, seen)
    if type_ in ("bigint", "integer") and seen.kind in ("hours", "minutes"):
        return ["clock_seconds", given]
    if seen.kind == "decimal comma" and type_ == "double precision":
        return ["replace", given, "','", "'.'"]
    if type_ == "boolean":
        return [f"case when lower({given}) in ('true', 'yes', 'y') then 'true' else 'false' end"]
    if name == "customer_ref" and seen.kind == "email":
        return [f"lower(trim({given}))"]
    if name == "customer_ref" and seen.kind == "phone":
        return ["phone_number", given]
    return [given]


def _day(given: str, seen: Seen) -> list[str]:
    if seen.kind == "other time" and seen.time_format != "%Y-%m-%d":
        return ["left", f"utc_from({given}, '{seen.time_format}', 'UTC')", "10"]
    if seen.kind in ("seconds since 1970", "milliseconds since 1970"):
        return ["left", f"utc_epoch(left({given}, 10))", "10"]
    return ["left", given, "10"]
