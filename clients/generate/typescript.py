"""Writes the methods and the problems of the TypeScript client. Its types are openapi-typescript's."""

from __future__ import annotations

from document import Document, Field, Operation, Type, camel, one_line, pascal, words

HEAD = "// Made from the OpenAPI document by `cargo xtask clients`; do not edit.\n\n"


def write(document: Document) -> dict[str, str]:
    return {
        "typescript/src/operations.ts": operations(document),
        "typescript/src/problems.ts": problems(document),
    }


def spelled(type_: Type | None) -> str:
    match type_.kind if type_ else "nothing":
        case "nothing":
            return "void"
        case "str":
            return "string"
        case "int" | "float":
            return "number"
        case "bool":
            return "boolean"
        case "list":
            inner = spelled(type_.of)
            return f"readonly ({inner})[]" if "|" in inner else f"readonly {inner}[]"
        case "map":
            return f"Record<string, {spelled(type_.of)}>"
        case "literal":
            return " | ".join(f'"{value}"' for value in type_.values)
        case "ref":
            return f"Schemas[\"{type_.name}\"]"
        case "union":
            return " | ".join(spelled(one) for one in type_.members)
    return "unknown"


def doc(text: str, indent: str = "  ") -> str:
    return f"{indent}/** {one_line(text).replace('*/', '* /')} */\n" if text else ""


def operations(document: Document) -> str:
    text = HEAD
    text += 'import type { CallOptions, Conditional, Keyed, Late, Operation, Parts, Personal, Triable } from "./core.js";\n'
    text += 'import { iterate, type Page } from "./pages.js";\nimport type { components } from "./schema.js";\n\n'
    text += 'type Schemas = components["schemas"];\n\n'
    text += "const OPERATIONS = {\n"
    for one in document.operations:
        key = f'key: "{one.key}", ' if one.key else ""
        text += f'  {camel(one.id)}: {{ method: "{one.method}", path: "{one.path}", {key}'
        text += f'repeatable: {str(one.repeatable).lower()}, answer: "{one.answer}" }},\n'
    text += "} as const satisfies Record<string, Operation>;\n\n"
    for one in document.operations:
        if one.query:
            text += query_type(one)
    text += "/** One method a route, named after the operation of the OpenAPI document. */\n"
    text += "export abstract class Operations {\n"
    text += "  /** Sends a request until there is an outcome. */\n"
    text += "  protected abstract call(operation: Operation, parts: Parts): Promise<unknown>;\n"
    for one in document.operations:
        text += method(one)
    return text + "}\n"


def query_type(one: Operation) -> str:
    text = f"/** The query of `{camel(one.id)}`. */\nexport interface {pascal(one.id)}Query {{\n"
    for field in one.query:
        mark = "" if field.required else "?"
        text += doc(field.doc) + f"  {name(field)}{mark}: {spelled(field.type)};\n"
    return text + "}\n\n"


def name(field: Field) -> str:
    return field.name if field.name.isidentifier() else f'"{field.name}"'


def options_of(one: Operation) -> str:
    parts = ["CallOptions"]
    parts += ["Keyed"] if one.key else []
    parts += ["Conditional"] if one.takes_if_match else []
    parts += ["Late"] if one.takes_newer_than else []
    parts += ["Personal"] if one.takes_person else []
    parts += ["Triable"] if one.takes_dry_run else []
    return " & ".join(parts)


def method(one: Operation) -> str:
    arguments = [f"{camel(field.name)}: string" for field in one.path_parameters]
    passed = []
    if arguments:
        passed.append("path: [" + ", ".join(camel(field.name) for field in one.path_parameters) + "]")
    if one.body:
        arguments.append(f"body: {spelled(one.body)}" + ("" if one.body_required else " = {}"))
        passed.append("body")
    default = "" if any(field.required for field in one.query) else " = {}"
    if one.query:
        arguments.append(f"query: {pascal(one.id)}Query{default}")
        passed.append("query: { ...query }")
    returns = "string" if one.answer == "text" else spelled(one.returns)
    arguments.append(f"options: {options_of(one)} = {{}}")
    passed.append("options")
    operation = f"OPERATIONS.{camel(one.id)}"
    call = f"this.call({operation}, {{ {', '.join(passed)} }}) as Promise<{returns}>"
    text = "\n" + doc(one.summary)
    text += f"  {camel(one.id)}({', '.join(arguments)}): Promise<{returns}> {{\n    return {call};\n  }}\n"
    paths = [camel(field.name) for field in one.path_parameters]
    late = "CallOptions & Late" if one.takes_newer_than else "CallOptions"
    if one.item:
        query = f"{pascal(one.id)}Query"
        more = "".join(f"{path}: string, " for path in paths)
        then = "".join(f"{path}, " for path in paths)
        text += f"\n  /** Every item of `{camel(one.id)}`, page after page. */\n"
        text += f"  {iteration(one)}({more}query: {query}{default}, options: {late} = {{}}): AsyncGenerator<{spelled(one.item)}> {{\n"
        text += f"    return iterate((page) => this.{camel(one.id)}({then}page, options) as Promise<Page<{spelled(one.item)}>>, query);\n  }}\n"
    if one.has_csv:
        text += f"\n  /** `{camel(one.id)}` as CSV. */\n"
        more = "".join(f"{path}: string, " for path in paths)
        text += f"  {camel(one.id)}Csv({more}query: {pascal(one.id)}Query{default}, options: {late} = {{}}): Promise<string> {{\n"
        parts = f"path: [{', '.join(paths)}], query: {{ ...query, format: \"csv\" }}, options"
        text += f"    return this.call({{ ...{operation}, answer: \"text\" }}, {{ {parts} }}) as Promise<string>;\n  }}\n"
    return text


def iteration(one: Operation) -> str:
    """``listEntries`` is iterated by ``iterateEntries``."""
    return "iterate" + pascal("_".join(words(one.id)[1:]))


def problems(document: Document) -> str:
    text = HEAD
    text += "interface Base<Code extends string> {\n"
    text += '  /** `urn:wallet:problem:` and the code. */\n  type: string;\n  /** What it means in general. */\n  title: string;\n'
    text += "  /** The HTTP status. */\n  status: number;\n  /** What happened, and what to do, for people. */\n  detail: string;\n"
    text += "  /** The stable name to program against. */\n  code: Code;\n  /** The same as `detail`. */\n  error: string;\n}\n"
    names = []
    for row in document.problems:
        type_name = pascal(row.code) + "Problem"
        names.append(type_name)
        members = ""
        if row.retry_with:
            values = " | ".join(f'"{value}"' for value in row.retry_with)
            members += f"  /** How to get another try. */\n  retry_with?: {values};\n"
        for figure, always in row.figures:
            field = document.problem_fields.get(figure)
            spelling = figure_type(field.type if field else Type("any"), figure)
            members += f"  {figure}{'' if always else '?'}: {spelling};\n"
        text += f"\n/** {row.status}: {row.title}. */\n"
        text += f'export interface {type_name} extends Base<"{row.code}"> {{{chr(10) + members if members else ""}}}\n'
    text += "\n/** What stands for an answer that is none of the service: a proxy's page, a redirect. */\n"
    text += 'export interface NoProblem extends Base<"no_problem"> {}\n'
    text += "\n/** Every problem that this client knows, told apart by `code`. */\nexport type KnownProblem =\n"
    text += "".join(f"  | {one}\n" for one in [*names, "NoProblem"]).rstrip("\n") + ";\n"
    return text


def figure_type(type_: Type, figure: str) -> str:
    if figure == "refusal":
        return "KnownProblem"
    spelling = spelled(type_)
    return "unknown" if "Schemas" in spelling else spelling
