"""From which raw columns a model's columns come: sqlglot's reading of dbt's compiled SQL.

Each model is read once, over its direct parents, whose origins are then put in. The origins of a
column are those of its expression, with the subqueries in it. What only selects, groups or orders
rows is none: where, on, group by, and a window's partition and order (unless there is nothing else,
as in row_number).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, build_scope

DIALECT = "duckdb"
Relation = tuple[str, str]
Origins = frozenset[str]

CONSTANT = "constant"
ROWS = "rows"


@dataclass
class Lineage:
    """The origins of every column of every relation added; the order is that of their parents."""

    columns: dict[Relation, dict[str, Origins]] = field(default_factory=dict)

    def add_leaf(self, relation: Relation, columns: Mapping[str, Iterable[str]]) -> None:
        """A table that no model builds; `columns` maps each of its columns to the names of its origins."""
        self.columns[relation] = {column.lower(): frozenset(origins) for column, origins in columns.items()}

    def add_model(self, relation: Relation, sql: str) -> None:
        """A model whose parents have all been added.

        Raises ValueError when a column of it cannot be traced, naming the column.
        """
        where = ".".join(relation)
        try:
            root = build_scope(_qualified(sql, self.columns))
            if root is None:
                raise ValueError(f"{where} is no query.")
            self.columns[relation] = _traced(self.columns, root)
        except (LookupError, SqlglotError) as error:
            raise ValueError(f"{where}: {error.args[0]}") from error


def _traced(known: Mapping[Relation, Mapping[str, Origins]], root: Scope) -> dict[str, Origins]:
    """The origins of a query's columns; a recursive one is gone through until nothing is new."""
    before: dict[tuple[int, str], Origins] = {}
    while True:
        tracing = _Tracing(known, root, before)
        traced = {column: tracing.origins(root, column) for column in _output(root.expression)}
        if tracing.found == before or not tracing.recursive:
            return traced
        before = tracing.found


def _qualified(sql: str, known: Mapping[Relation, Mapping[str, Origins]]) -> exp.Expression:
    tree = sqlglot.parse_one(sql, dialect=DIALECT)
    schema: dict[str, dict[str, dict[str, str]]] = {}
    for table in tree.find_all(exp.Table):
        table.set("catalog", None)
        relation = (table.db.lower(), table.name.lower())
        if relation in known:
            # The type does not matter here.
            columns = {column: "text" for column in known[relation]}
            schema.setdefault(relation[0], {})[relation[1]] = columns
    return qualify(
        tree,
        schema=schema,
        dialect=DIALECT,
        validate_qualify_columns=False,
        quote_identifiers=False,
        identify=False,
    )


def _output(query: exp.Expression) -> list[str]:
    return [str(column).lower() for column in query.named_selects]


class _Tracing:
    """The scopes of one query, and what has been found of their columns."""

    def __init__(
        self,
        known: Mapping[Relation, Mapping[str, Origins]],
        root: Scope,
        before: Mapping[tuple[int, str], Origins],
    ) -> None:
        self._known = known
        self._scopes = {id(scope.expression): scope for scope in root.traverse()}
        self._before = before
        self._open: set[tuple[int, str]] = set()
        self.found: dict[tuple[int, str], Origins] = {}
        self.recursive = False

    def origins(self, scope: Scope, column: str) -> Origins:
        """The origins of one output column of `scope`. Raises LookupError when it is not there."""
        key = (id(scope.expression), column)
        if key in self._open:
            self.recursive = True
            return self._before.get(key, frozenset())
        if key not in self.found:
            self._open.add(key)
            self.found[key] = self._of_output(scope, column)
            self._open.remove(key)
        return self.found[key]

    def _of_output(self, scope: Scope, column: str) -> Origins:
        query = scope.expression
        if isinstance(query, exp.SetOperation):
            place = _output(query).index(column)
            found: Origins = frozenset()
            for branch in scope.set_operation_scopes:
                names = _output(branch.expression)
                by_name = query.args.get("by_name")
                if by_name and column not in names:
                    continue
                found |= self.origins(branch, column if by_name else names[place])
            return found
        if isinstance(query, exp.Query):
            for projection in query.selects:
                if projection.alias_or_name.lower() == column:
                    return self._of_expression(projection, scope)
            raise LookupError(f"column {column} is not in {query.sql(DIALECT)[:80]}")
        if isinstance(query, exp.Lateral) and id(query.this.this) in self._scopes:
            return self.origins(self._scopes[id(query.this.this)], column)
        # A table function: all it is given makes its columns.
        return self._of_expression(query, scope.parent or scope)

    def _of_expression(self, expression: exp.Expression, scope: Scope) -> Origins:
        columns = [
            (column, home)
            for column in expression.find_all(exp.Column)
            for home in [self._scopes.get(id(column.find_ancestor(exp.Select)), scope)]
            if not isinstance(column.this, exp.Star) and not _is_behind_a_source(home, scope)
        ]
        valued = [(column, home) for column, home in columns if not _only_places_rows(column)]
        found = {origin for column, home in valued or columns for origin in self._of_column(column, home)}
        if not columns:
            found = {CONSTANT}
        if found == {CONSTANT} and expression.find(exp.AggFunc, exp.Window):
            found = {ROWS}
        return frozenset(found)

    def _whole(self, source: Scope) -> Scope:
        """The whole of a recursive step, which sqlglot knows inside itself by its first branch."""
        query = source.expression
        while isinstance(query.parent, exp.SetOperation):
            query = query.parent
        return self._scopes.get(id(query), source)

    def _of_column(self, column: exp.Column, home: Scope) -> Origins:
        name, table = column.name.lower(), column.table
        scope: Scope | None = home
        while scope is not None:
            sources = scope.sources
            if table in sources:
                return self._of_source(sources[table], name, scope)
            if not table and len(sources) == 1:
                return self._of_source(next(iter(sources.values())), name, scope)
            scope = scope.parent
        raise LookupError(f"cannot tell where {column.sql(DIALECT)} comes from")

    def _of_source(self, source: exp.Table | Scope, name: str, scope: Scope) -> Origins:
        if isinstance(source, Scope):
            return self.origins(self._whole(source), name)
        if not isinstance(source.this, exp.Identifier):
            return self._of_expression(source.this, scope)
        relation = (source.db.lower(), source.name.lower())
        if relation not in self._known:
            raise LookupError(f"table {'.'.join(relation)} is neither a model nor a source")
        if name not in self._known[relation]:
            raise LookupError(f"table {'.'.join(relation)} has no column {name}")
        return self._known[relation][name]


def _only_places_rows(column: exp.Column) -> bool:
    """Whether a column stands only in what a window is cut and ordered by."""
    inner: exp.Expression = column
    window = column.find_ancestor(exp.Window, exp.Select)
    while isinstance(window, exp.Window):
        while inner.parent is not window:
            inner = inner.parent
        if inner.arg_key != "this":
            return True
        inner, window = window, window.find_ancestor(exp.Window, exp.Select)
    return False


def _is_behind_a_source(inner: Scope | None, outer: Scope) -> bool:
    """Whether `inner` is a step of a subquery in `outer`, hence reached through its name."""
    while inner is not None and inner is not outer:
        if inner.is_derived_table or inner.is_cte:
            return True
        inner = inner.parent
    return False
