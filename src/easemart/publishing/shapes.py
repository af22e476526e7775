"""What PostgreSQL's tables look like, and the statements that make a published one look like its model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from easemart.publishing.keys import comment, listed
from easemart.publishing.tables import ForeignKey, MartTable
from easemart.reading import literal, quoted
from easemart.warehouses.interface import Connection


def _names_of(relation: str, numbers: str) -> str:
    return (
        f"array(select a.attname::text from unnest({numbers}) with ordinality as u (attnum, place)"
        f" inner join pg_attribute as a on a.attrelid = {relation} and a.attnum = u.attnum order by u.place)"
    )


_COLUMNS = """
    select n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
        coalesce(col_description(c.oid, a.attnum), ''), coalesce(obj_description(c.oid, 'pg_class'), '')
    from pg_class as c
    inner join pg_namespace as n on c.relnamespace = n.oid
    inner join pg_attribute as a on c.oid = a.attrelid
    where n.nspname = any($1::text[]) and c.relkind in ('r', 'p', 'v', 'm') and a.attnum > 0 and not a.attisdropped
    order by n.nspname, c.relname, a.attnum
"""
_KEYS = f"""
    select n.nspname, c.relname, k.conname, k.contype::text, {_names_of("k.conrelid", "k.conkey")},
        tn.nspname || '.' || tc.relname, {_names_of("k.confrelid", "k.confkey")}
    from pg_constraint as k
    inner join pg_class as c on k.conrelid = c.oid
    inner join pg_namespace as n on c.relnamespace = n.oid
    left join pg_class as tc on k.confrelid = tc.oid
    left join pg_namespace as tn on tc.relnamespace = tn.oid
    where n.nspname = any($1::text[]) and k.contype in ('p', 'f')
    order by n.nspname, c.relname, k.conname
"""


@dataclass(frozen=True)
class Column:
    """A column of a table; `comment` is empty where there is none."""

    data_type: str
    is_required: bool
    comment: str


@dataclass
class Shape:
    """A table as the catalog has it. `foreign_keys` stand under the names of their constraints."""

    comment: str
    columns: dict[str, Column] = field(default_factory=dict)
    primary_key: tuple[str, ...] = ()
    primary_key_name: str = ""
    foreign_keys: dict[str, ForeignKey] = field(default_factory=dict)


def read(connection: Connection, schemas: Iterable[str]) -> dict[str, Shape]:
    """Every table and view of the schemas by <schema>.<name>."""
    wanted = [sorted(set(schemas))]
    shapes: dict[str, Shape] = {}
    for schema, table, name, data_type, is_required, told, about in connection.execute(_COLUMNS, wanted).fetchall():
        shape = shapes.setdefault(f"{schema}.{table}", Shape(about))
        shape.columns[name] = Column(data_type, is_required, told)
    for schema, table, name, kind, columns, to, to_columns in connection.execute(_KEYS, wanted).fetchall():
        shape = shapes[f"{schema}.{table}"]
        if kind == "p":
            shape.primary_key, shape.primary_key_name = tuple(columns), name
        else:
            shape.foreign_keys[name] = ForeignKey(tuple(columns), to, tuple(to_columns))
    return shapes


@dataclass(frozen=True)
class Reshaping:
    """How a published table comes to look like its model.

    `first` are clauses of an `alter table` before its rows are brought up to date, `then` those
    afterwards. Where `is_emptied`, what identifies a row has changed: all rows are written anew.
    """

    first: tuple[str, ...]
    then: tuple[str, ...]
    is_emptied: bool

    def __bool__(self) -> bool:
        return bool(self.first or self.then)


def reshaping(table: MartTable, built: Shape, told: Shape) -> Reshaping:
    """What is to be altered so that `told`, as it is published, has the columns and key of `built`.

    A column with another type is dropped and added: altering its type would write the table anew,
    and a reader with an older snapshot would then find it empty.
    """
    vanished = [name for name in told.columns if name not in built.columns]
    kept = [name for name in built.columns if name in told.columns]
    retyped = [name for name in kept if built.columns[name].data_type != told.columns[name].data_type]
    added = [name for name in built.columns if name not in told.columns] + retyped
    has_other_key = told.primary_key != table.primary_key or bool(set(table.primary_key) & {*retyped, *vanished})
    first, then = [], []
    if has_other_key and told.primary_key:
        first.append(f"drop constraint {quoted(told.primary_key_name)}")
    first += [f"drop column {quoted(name)}" for name in (*vanished, *retyped)]
    first += [f"add column {quoted(name)} {built.columns[name].data_type}" for name in added]
    for name in built.columns:
        is_required = built.columns[name].is_required or name in table.primary_key
        was_required = name not in added and told.columns[name].is_required
        if is_required and not was_required:
            then.append(f"alter column {quoted(name)} set not null")
        elif was_required and not is_required:
            # The rows' key goes first, where the column was part of it.
            first.append(f"alter column {quoted(name)} drop not null")
    if has_other_key and table.primary_key:
        then.append(f"add primary key ({listed(table.primary_key)})")
    return Reshaping(tuple(first), tuple(then), has_other_key)


def creation(table: MartTable, built: Shape) -> str:
    """The statement that makes the published table, without its key."""
    lines = [
        f"{quoted(name)} {column.data_type}{' not null' if column.is_required or name in table.primary_key else ''}"
        for name, column in built.columns.items()
    ]
    return f"create table {table.published} ({', '.join(lines)})"


def declared(table: MartTable, tables: Mapping[str, MartTable]) -> list[ForeignKey]:
    """The foreign keys that PostgreSQL can declare: those that name a primary key."""
    return [key for key in table.foreign_keys if tables[key.to].primary_key == key.to_columns]


def declaration(table: MartTable, key: ForeignKey) -> str:
    """The statement that declares a foreign key which has been proven: nothing checks it again."""
    mart, name = key.to.split(".")
    return (
        f"alter table {table.published} add foreign key ({listed(key.columns)})"
        f" references {quoted(mart)}.{quoted(name)} ({listed(key.to_columns)}) not enforced"
    )


def descriptions(table: MartTable, shape: Shape) -> Iterator[str]:
    """The statements that bring a published table's comments up to date."""
    yield from comments(table.published, shape, comment(table), table.columns)


def comments(name: str, shape: Shape, about: str, columns: Mapping[str, str]) -> Iterator[str]:
    """The statements for those comments of table `name` that are not what they should be."""
    if shape.comment != about:
        yield f"comment on table {name} is {literal(about)}"
    for column, found in shape.columns.items():
        if found.comment != columns.get(column, ""):
            yield f"comment on column {name}.{quoted(column)} is {literal(columns.get(column, ''))}"
