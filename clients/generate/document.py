"""The OpenAPI document, read into what the writers of each language need: operations, and named types."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

#: POSTs without an idempotency key that do more the second time: they are not sent again if an answer is lost.
NOT_REPEATABLE = re.compile(r"^/v1/webhooks(/|$)")


def words(name: str) -> list[str]:
    """``listEntries``, ``list_entries`` and ``ListEntries`` as ``[list, entries]``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).replace("-", "_").lower().split("_")


def camel(name: str) -> str:
    head, *rest = words(name)
    return head + "".join(word.capitalize() for word in rest)


def pascal(name: str) -> str:
    return "".join(word.capitalize() for word in words(name))


def snake(name: str) -> str:
    return "_".join(words(name))


@dataclass(frozen=True)
class Type:
    """``kind`` is one of str, int, float, bool, any, map, list, literal, ref, union."""

    kind: str
    of: "Type | None" = None
    name: str = ""
    values: tuple[str, ...] = ()
    members: "tuple[Type, ...]" = ()
    #: The least that an integer may be, where the document says so.
    minimum: int | None = None


@dataclass(frozen=True)
class Field:
    name: str
    type: Type
    required: bool
    nullable: bool
    doc: str
    default: Any = None

    @property
    def always(self) -> bool:
        return self.required and not self.nullable


@dataclass(frozen=True)
class Named:
    """A type with a name: a struct has ``fields``, an enum ``values``, a union ``members``, an alias ``alias``."""

    name: str
    doc: str
    fields: tuple[Field, ...] = ()
    values: tuple[str, ...] = ()
    members: tuple[Type, ...] = ()
    alias: Type | None = None

    @property
    def kind(self) -> str:
        if self.values:
            return "enum"
        if self.members:
            return "union"
        return "alias" if self.alias else "struct"


@dataclass(frozen=True)
class Operation:
    id: str
    method: str
    path: str
    summary: str
    path_parameters: tuple[Field, ...]
    query: tuple[Field, ...]
    #: Its header of idempotency keys, if it takes one.
    key: str | None
    takes_if_match: bool
    #: Whether it may be answered late, and takes a transaction that it must show.
    takes_newer_than: bool
    takes_person: bool
    takes_dry_run: bool
    body: Type | None
    body_required: bool
    #: ``json``, ``text`` or ``nothing``.
    answer: str
    returns: Type | None
    #: Of a list with a cursor: what its pages hold.
    item: Type | None
    #: Whether it also answers CSV.
    has_csv: bool
    #: The subject that the document has it under.
    tag: str

    @property
    def repeatable(self) -> bool:
        return self.method != "POST" or self.key is not None or not NOT_REPEATABLE.match(self.path)


@dataclass
class Document:
    operations: list[Operation] = field(default_factory=list)
    types: dict[str, Named] = field(default_factory=dict)
    #: Names of types that requests are made of.
    requested: set[str] = field(default_factory=set)
    problems: "list[ProblemRow]" = field(default_factory=list)
    problem_fields: dict[str, Field] = field(default_factory=dict)
    version: str = ""


@dataclass(frozen=True)
class ProblemRow:
    """A code, and the members that its problems have beside those that all have."""

    code: str
    status: int
    title: str
    #: By name, whether every problem with this code has it.
    figures: tuple[tuple[str, bool], ...]
    retry_with: tuple[str, ...]


def read(document: Path, problems: Path) -> Document:
    """The document and the golden problems, which show the members of every code."""
    return Reader(json.loads(document.read_text()), problems.read_text()).read()


BASE = ("type", "title", "status", "detail", "code", "error")


class Reader:
    def __init__(self, raw: dict[str, Any], problems: str) -> None:
        self.raw, self.problems = raw, problems
        self.schemas: dict[str, Any] = raw["components"]["schemas"]
        self.result = Document(version=raw["info"]["version"])

    def read(self) -> Document:
        for name, schema in self.schemas.items():
            self.define(name, schema)
        for path, item in self.raw["paths"].items():
            for method in ("get", "put", "post", "patch", "delete"):
                if method in item:
                    self.result.operations.append(self.operation(path, method, item[method]))
        self.mark_requested()
        self.read_problems()
        return self.result

    # Types

    def define(self, name: str, schema: dict[str, Any]) -> None:
        self.result.types[name] = self.named(name, schema)

    def named(self, name: str, schema: dict[str, Any]) -> Named:
        doc = schema.get("description", "")
        if "allOf" in schema:
            parts = [self.resolved(part) for part in schema["allOf"]]
            fields = [field for part in parts for field in self.fields(name, part)]
            return Named(name, doc, fields=tuple(sorted({field.name: field for field in fields}.values(), key=lambda f: f.name)))
        if schema.get("type") == "object" and (schema.get("properties") or schema.get("additionalProperties") is False):
            return Named(name, doc, fields=tuple(self.fields(name, schema)))
        if "enum" in schema and len(schema["enum"]) > 1:
            return Named(name, doc, values=tuple(str(value) for value in schema["enum"] if value is not None))
        for some in ("oneOf", "anyOf"):
            if some in schema:
                parts = [part for part in schema[some] if part != {"type": "null"}]
                return Named(name, doc, members=self.members(parts, name))
        return Named(name, doc, alias=self.type(schema, name))

    def resolved(self, schema: dict[str, Any]) -> dict[str, Any]:
        return self.schemas[ref_name(schema)] if "$ref" in schema else schema

    def fields(self, owner: str, schema: dict[str, Any]) -> list[Field]:
        schema = self.resolved(schema)
        if "allOf" in schema:
            return [field for part in schema["allOf"] for field in self.fields(owner, part)]
        required = schema.get("required", [])
        return [
            self.field(owner, name, member, name in required) for name, member in schema.get("properties", {}).items()
        ]

    def field(self, owner: str, name: str, schema: dict[str, Any], required: bool) -> Field:
        is_nullable = nullable(schema)
        type_ = self.type(schema, owner + pascal(name))
        return Field(name, type_, required, is_nullable, schema.get("description", ""), schema.get("default"))

    def type(self, schema: dict[str, Any], hint: str) -> Type:
        """The type of a value; an object that has members and no name gets the name ``hint``."""
        if "$ref" in schema:
            return Type("ref", name=ref_name(schema))
        if "const" in schema:
            return Type("literal", values=(str(schema["const"]),))
        for some in ("oneOf", "anyOf", "allOf"):
            if some in schema:
                parts = [part for part in schema[some] if part != {"type": "null"}]
                if len(parts) == 1:
                    return self.type(parts[0], hint)
                if some == "allOf":
                    self.define(hint, schema)
                    return Type("ref", name=hint)
                return Type("union", members=self.members(parts, hint))
        kinds = schema.get("type", [])
        kinds = [kind for kind in ([kinds] if isinstance(kinds, str) else kinds) if kind != "null"]
        if "enum" in schema:
            return Type("literal", values=tuple(str(value) for value in schema["enum"] if value is not None))
        if len(kinds) != 1:
            return Type("any")
        match kinds[0]:
            case "string":
                return Type("str")
            case "integer":
                return Type("int", minimum=schema.get("minimum"))
            case "number":
                return Type("float")
            case "boolean":
                return Type("bool")
            case "array":
                return Type("list", of=self.type(schema.get("items", {}), hint + "Item"))
        if schema.get("properties"):
            self.define(hint, schema)
            return Type("ref", name=hint)
        more = schema.get("additionalProperties")
        return Type("map", of=self.type(more, hint + "Value") if isinstance(more, dict) and more else Type("any"))

    def members(self, parts: list[dict[str, Any]], hint: str) -> tuple[Type, ...]:
        """The members of a union; one without a name is called after its title."""
        return tuple(self.type(part, hint + pascal(part.get("title", str(n)))) for n, part in enumerate(parts))

    # Operations

    def operation(self, path: str, method: str, raw: dict[str, Any]) -> Operation:
        parameters = [self.component(one) for one in raw.get("parameters", [])]
        query = [self.parameter(one, raw) for one in parameters if one["in"] == "query" and one["name"] != "dry_run"]
        headers = {one["name"].lower(): one["name"] for one in parameters if one["in"] == "header"}
        key = headers.get("idempotency-key") or headers.get("x-idempotency-key")
        body, body_required = None, False
        if "requestBody" in raw:
            schema = raw["requestBody"]["content"]["application/json"]["schema"]
            body = self.type(schema, pascal(raw["operationId"]) + "Request")
            body_required = raw["requestBody"].get("required", False)
            named = self.result.types.get(body.name)
            # A body without members is as good as none.
            if named and named.kind == "struct" and not named.fields:
                body, body_required = None, False
        contents: dict[str, Any] = {}
        for status, one in raw["responses"].items():
            if status.startswith("2"):
                contents.update(self.component(one).get("content", {}))
        has_csv = "application/json" in contents and "text/csv" in contents
        if has_csv:
            # The method answers JSON, and one of its own asks for CSV.
            query = [one for one in query if one.name != "format"]
        returns = None
        answer = "nothing"
        if "application/json" in contents:
            answer, returns = "json", self.type(contents["application/json"]["schema"], pascal(raw["operationId"]) + "Answer")
        elif contents:
            answer = "text"
        return Operation(
            id=raw["operationId"],
            method=method.upper(),
            path=path,
            summary=raw.get("summary", "") or raw.get("description", ""),
            path_parameters=tuple(self.parameter(one, raw) for one in in_order(path, parameters)),
            query=tuple(query),
            key=key,
            takes_if_match="if-match" in headers and method != "get",
            takes_newer_than="if-newer-than" in headers,
            takes_person="wallet-on-behalf-of" in headers,
            takes_dry_run=any(one["name"] == "dry_run" for one in parameters),
            body=body,
            body_required=body_required,
            answer=answer,
            returns=returns,
            item=self.item(query, returns),
            has_csv=has_csv,
            tag=raw["tags"][0],
        )

    def component(self, raw: dict[str, Any]) -> dict[str, Any]:
        """A parameter or a response, where it is written out."""
        if "$ref" not in raw:
            return raw
        _, _, kind, name = raw["$ref"].split("/")
        return self.raw["components"][kind][name]

    def parameter(self, raw: dict[str, Any], operation: dict[str, Any]) -> Field:
        schema = raw.get("schema", {})
        type_ = self.type(schema, pascal(operation["operationId"]) + pascal(raw["name"]))
        return Field(raw["name"], type_, raw.get("required", False), nullable(schema), raw.get("description", ""))

    def item(self, query: list[Field], returns: Type | None) -> Type | None:
        """What the pages of a list hold: it takes a cursor and answers ``data`` and ``next_cursor``."""
        if returns is None or not any(one.name == "cursor" for one in query):
            return None
        for name in [returns.name, *(one.name for one in returns.members)] if returns.kind in ("ref", "union") else []:
            named = self.result.types.get(name)
            for candidate in [named, *(self.result.types.get(one.name) for one in (named.members if named else ()))]:
                members = {one.name: one for one in candidate.fields} if candidate else {}
                if "next_cursor" in members and "data" in members:
                    return members["data"].type.of
        return None

    # What requests are made of

    def mark_requested(self) -> None:
        pending = [operation.body for operation in self.result.operations if operation.body]
        while pending:
            type_ = pending.pop()
            if type_.of:
                pending.append(type_.of)
            pending.extend(type_.members)
            if type_.kind == "ref" and type_.name not in self.result.requested:
                self.result.requested.add(type_.name)
                named = self.result.types[type_.name]
                pending.extend(one.type for one in named.fields)
                pending.extend(named.members)
                if named.alias:
                    pending.append(named.alias)

    # Problems

    def read_problems(self) -> None:
        self.result.problem_fields = {one.name: one for one in self.fields("Problem", self.schemas["Problem"])}
        by_code: dict[str, list[dict[str, Any]]] = {}
        for line in self.problems.splitlines():
            row = json.loads(line)
            by_code.setdefault(row["code"], []).append(row)
        for code, rows in by_code.items():
            names = sorted({name for row in rows for name in row} - {*BASE, "retry_with"})
            retry_with = tuple(sorted({row["retry_with"] for row in rows if "retry_with" in row}))
            figures = tuple((name, all(name in row for row in rows)) for name in names)
            self.result.problems.append(ProblemRow(code, rows[0]["status"], rows[0]["title"], figures, retry_with))


def in_order(path: str, parameters: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The parameters of the path, in its order."""
    by_name = {one["name"]: one for one in parameters if one["in"] == "path"}
    return [by_name[name] for name in re.findall(r"\{([^}]+)\}", path)]


def nullable(schema: dict[str, Any]) -> bool:
    kinds = schema.get("type", [])
    parts = [*schema.get("oneOf", []), *schema.get("anyOf", [])]
    return (isinstance(kinds, list) and "null" in kinds) or any(part == {"type": "null"} for part in parts)


def ref_name(schema: dict[str, Any]) -> str:
    return schema["$ref"].rsplit("/", 1)[1]


def one_line(text: str) -> str:
    """The first paragraph of a description, in one line."""
    return " ".join(text.split("\n\n", 1)[0].split())


def is_mergeable(document: Document, named: Named) -> bool:
    """Whether a union is of structs, which a language without unions writes as one."""
    found = [document.types.get(one.name) for one in named.members]
    return all(one and (one.kind == "struct" or (one.kind == "union" and is_mergeable(document, one))) for one in found)


def merged(document: Document, named: Named) -> list[Field]:
    """The members of all structs of a union; always there is only what every one of them always has."""
    structs = [document.types[one.name] for one in named.members]
    lists = [merged(document, one) if one.kind == "union" else list(one.fields) for one in structs]
    names = dict.fromkeys(field.name for fields in lists for field in fields)
    result = []
    for name in names:
        of = [next((field for field in fields if field.name == name), None) for fields in lists]
        there = [field for field in of if field]
        kinds = {field.type for field in there}
        type_ = there[0].type
        if len(kinds) > 1:
            values = dict.fromkeys(value for field in there for value in field.type.values)
            is_literal = all(field.type.kind == "literal" for field in there)
            type_ = Type("literal", values=tuple(values)) if is_literal else common(kinds)
        always = len(there) == len(lists) and all(field.always for field in there)
        nullable = any(field.nullable for field in there)
        result.append(Field(name, type_, always, nullable, there[0].doc, there[0].default))
    return result


def common(kinds: set[Type]) -> Type:
    """A type that holds values of all of these."""
    if {kind.kind for kind in kinds} <= {"int"}:
        return Type("int")
    if {kind.kind for kind in kinds} <= {"str", "literal"}:
        return Type("str")
    return Type("any")
