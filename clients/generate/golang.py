"""Writes the methods and the types of the Go client."""

from __future__ import annotations

from document import Document, Field, Named, Operation, Type, camel, is_mergeable, merged, one_line, pascal, words

HEAD = "// Code generated from the OpenAPI document by `cargo xtask clients`; DO NOT EDIT.\n\npackage wallet\n\n"

#: Names that are words of the language, or of the package's own code.
TAKEN = {"type", "map", "range", "func", "default", "ctx", "options", "query", "body"}


def write(document: Document) -> dict[str, str]:
    return {"go/types.go": types(document), "go/operations.go": operations(document)}


def exported(name: str) -> str:
    """``created_at`` is CreatedAt, ``id`` is ID."""
    upper = {"id": "ID", "url": "URL", "ref": "Ref", "sku": "SKU"}
    return "".join(upper.get(word, word[:1].upper() + word[1:]) for word in words(name.replace(".", "_")))


def argument(name: str) -> str:
    plain = camel(name)
    return plain + "_" if plain in TAKEN else plain


def spelled(document: Document, type_: Type | None) -> str:
    match type_.kind if type_ else "any":
        case "str" | "literal":
            return "string"
        case "int":
            return "int64"
        case "float":
            return "float64"
        case "bool":
            return "bool"
        case "list":
            return "[]" + spelled(document, type_.of)
        case "map":
            return "map[string]" + spelled(document, type_.of)
        case "ref":
            named = document.types[type_.name]
            if named.kind == "alias":
                return spelled(document, named.alias)
            if named.kind == "union" and not is_mergeable(document, named):
                return "any"
            return type_.name
    return "any"


def comment(text: str, indent: str = "") -> str:
    text = one_line(text)
    return f"{indent}// {text}\n" if text else ""


def types(document: Document) -> str:
    text = HEAD
    for named in document.types.values():
        text += definition(document, named)
    text += "// CodeNoProblem is the code of an answer that is none of the service: a proxy's page, a redirect.\n"
    return text + 'const CodeNoProblem = "no_problem"\n'


def definition(document: Document, named: Named) -> str:
    head = f"// {named.name}: {one_line(named.doc)}\n" if named.doc else f"// {named.name} is of the OpenAPI document.\n"
    if named.kind == "enum":
        rows = "".join(
            f'\t{named.name}{exported(value.replace("-", "_"))} {named.name} = "{value}"\n' for value in named.values
        )
        return f"{head}type {named.name} string\n\n// The values of {named.name}.\nconst (\n{rows})\n\n"
    if named.kind == "alias" or (named.kind == "union" and not is_mergeable(document, named)):
        return ""
    fields = merged(document, named) if named.kind == "union" else named.fields
    is_request = named.name in document.requested
    rows = "".join(member(document, field, is_request) for field in fields)
    return f"{head}type {named.name} struct {{\n{rows}}}\n\n"


def member(document: Document, field: Field, is_request: bool) -> str:
    spelling = spelled(document, field.type)
    tag = field.name
    if not (field.always or (is_request and field.required)):
        tag += ",omitempty"
        is_scalar = spelling in ("string", "int64", "float64", "bool") or field.type.kind == "ref"
        named = document.types.get(field.type.name)
        is_text = spelling == "string" or (named is not None and named.kind == "enum")
        # What is zero is as good as not there where a request cannot mean it.
        is_plain = is_request and (
            is_text
            or (spelling == "int64" and field.type.minimum not in (None, 0))
            or (spelling == "bool" and field.default is False)
        )
        if is_scalar and not is_plain and spelling != "any":
            spelling = "*" + spelling
    return comment(field.doc, "\t") + f'\t{exported(field.name)} {spelling} `json:"{tag}"`\n'


def operations(document: Document) -> str:
    text = HEAD + 'import "context"\n\n'
    for one in document.operations:
        if one.query:
            text += f"// {exported(one.id)}Query is the query of {exported(one.id)}.\ntype {exported(one.id)}Query struct {{\n"
            for field in one.query:
                text += member(document, field, True)
            text += "}\n\n"
    text += "var (\n"
    for one in document.operations:
        key = f', key: "{one.key}"' if one.key else ""
        answer = {"json": "answersJSON", "text": "answersText", "nothing": "answersNothing"}[one.answer]
        repeatable = ", repeatable: true" if one.repeatable else ""
        text += f'\t{variable(one)} = operation{{method: "{one.method}", path: "{one.path}"{key}{repeatable}, answer: {answer}}}\n'
    text += ")\n"
    for one in document.operations:
        text += method(document, one)
    return text


def variable(one: Operation) -> str:
    return "op" + exported(one.id)


def method(document: Document, one: Operation) -> str:
    paths = [argument(field.name) for field in one.path_parameters]
    arguments = ["ctx context.Context", *(f"{path} string" for path in paths)]
    parts = ["path: []string{" + ", ".join(paths) + "}"] if paths else []
    if one.body:
        arguments.append(f"body {spelled(document, one.body)}")
        parts.append("body: body")
    if one.query:
        arguments.append(f"query {exported(one.id)}Query")
        parts.append("query: query")
    arguments.append("options ...Option")
    name = exported(one.id)
    head = f"\n// {name}: {one_line(one.summary)}\n" if one.summary else f"\n// {name} is of the OpenAPI document.\n"
    call = f"c.call(ctx, {variable(one)}, parts{{{', '.join(parts)}}}, options, "
    if one.answer == "nothing":
        text = f"{head}func (c *Client) {name}({', '.join(arguments)}) error {{\n\treturn {call}nil)\n}}\n"
    else:
        returns = "string" if one.answer == "text" else spelled(document, one.returns)
        is_struct = returns not in ("string", "any") and not returns.startswith(("[]", "map"))
        pointer = "*" if is_struct else ""
        result = "&answer" if is_struct else "answer"
        zero = "nil" if is_struct or returns == "any" or returns[0] in "[m" else '""'
        text = f"{head}func (c *Client) {name}({', '.join(arguments)}) ({pointer}{returns}, error) {{\n"
        text += f"\tvar answer {returns}\n\tif err := {call}&answer); err != nil {{\n\t\treturn {zero}, err\n\t}}\n\treturn {result}, nil\n}}\n"
    if one.item:
        item = spelled(document, one.item)
        iterate = "Iterate" + exported("_".join(words(one.id)[1:]))
        more = ", ".join(["query " + name + "Query"] + [])
        signature = ", ".join([*(f"{path} string" for path in paths), more])
        passed = ", ".join(["ctx", *paths, "query", "options..."])
        text += f"\n// {iterate} is every item of {name}, page after page.\n"
        text += f"func (c *Client) {iterate}({signature}, options ...Option) *Iterator[{item}] {{\n"
        text += f"\treturn &Iterator[{item}]{{cursor: query.Cursor, page: func(ctx context.Context, cursor string) ([]{item}, *string, error) {{\n"
        text += f"\t\tquery.Cursor = cursor\n\t\tpage, err := c.{name}({passed})\n\t\tif err != nil {{\n\t\t\treturn nil, nil, err\n\t\t}}\n"
        text += "\t\treturn page.Data, page.NextCursor, nil\n\t}}\n}\n"
    if one.has_csv:
        signature = ", ".join([*arguments])
        parts_csv = ", ".join([*parts, 'format: "csv"'])
        text += f"\n// {name}CSV is {name} as CSV.\n"
        text += f"func (c *Client) {name}CSV({signature}) (string, error) {{\n\tvar answer string\n"
        text += f"\top := {variable(one)}\n\top.answer = answersText\n"
        text += f"\terr := c.call(ctx, op, parts{{{parts_csv}}}, options, &answer)\n\treturn answer, err\n}}\n"
    return text
