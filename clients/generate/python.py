"""Writes the methods and the types of the Python client: dictionaries with known members, once for both clients."""

from __future__ import annotations

import keyword

from document import Document, Field, Named, Operation, Type, one_line, pascal, snake, words

HEAD = '''"""Made from the OpenAPI document by ``cargo xtask clients``; do not edit."""

from __future__ import annotations

'''


def write(document: Document) -> dict[str, str]:
    return {
        "python/wallet_client/types.py": types(document),
        "python/wallet_client/problems.py": problems(document),
        "python/wallet_client/operations.py": operations(document),
    }


def spelled(type_: Type | None, prefix: str = "") -> str:
    match type_.kind if type_ else "nothing":
        case "nothing":
            return "None"
        case "str" | "int" | "float" | "bool":
            return type_.kind
        case "list":
            return f"list[{spelled(type_.of, prefix)}]"
        case "map":
            return f"dict[str, {spelled(type_.of, prefix)}]"
        case "literal":
            return "Literal[" + ", ".join(f'"{value}"' for value in type_.values) + "]"
        case "ref":
            return prefix + type_.name
        case "union":
            return " | ".join(dict.fromkeys(spelled(one, prefix) for one in type_.members))
    return "Any"


def argument(name: str) -> str:
    """A name as an argument: ``from`` is a word of the language."""
    plain = snake(name).replace(".", "_")
    return plain + "_" if keyword.iskeyword(plain) else plain


def doc(text: str, indent: str) -> str:
    text = one_line(text).replace("\\", "\\\\").replace('"""', "'''")
    return f'{indent}"""{text}"""\n' if text else ""


def types(document: Document) -> str:
    text = HEAD + "from typing import Any, Literal, NotRequired, TypeAlias, TypedDict\n\nfrom .problems import Problem as Problem\n\n"
    for named in document.types.values():
        if named.name != "Problem":
            text += "\n" + definition(named) + "\n"
    return text.rstrip("\n") + "\n"


def definition(named: Named) -> str:
    comment = f"#: {one_line(named.doc)}\n" if named.doc else ""
    match named.kind:
        case "enum":
            values = ", ".join(f'"{value}"' for value in named.values)
            return f"{comment}{named.name}: TypeAlias = Literal[{values}]\n"
        case "union":
            return f'{comment}{named.name}: TypeAlias = "{spelled(Type("union", members=named.members))}"\n'
        case "alias":
            return f'{comment}{named.name}: TypeAlias = "{spelled(named.alias)}"\n'
    if any(keyword.iskeyword(field.name) or not field.name.isidentifier() for field in named.fields):
        members = "".join(f'        "{field.name}": "{member(field)}",\n' for field in named.fields)
        members = members.replace('Literal["', "Literal['").replace('"]', "']").replace('", "', "', '")
        return f'{comment}{named.name} = TypedDict(\n    "{named.name}",\n    {{\n{members}    }},\n)\n'
    body = doc(named.doc, "    ")
    for field in named.fields:
        body += f"    #: {one_line(field.doc)}\n" if field.doc else ""
        body += f"    {field.name}: {member(field)}\n"
    return f"class {named.name}(TypedDict):\n{body or '    pass' + chr(10)}"


def member(field: Field) -> str:
    spelling = spelled(field.type) + (" | None" if field.nullable else "")
    return spelling if field.required else f"NotRequired[{spelling}]"


def problems(document: Document) -> str:
    text = HEAD + "from typing import Any, Literal, NotRequired, TypeAlias, TypedDict\n\n"
    text += '\nclass Base(TypedDict):\n    """What every problem has beside its ``code``."""\n\n'
    text += "    #: ``urn:wallet:problem:`` and the code.\n    type: str\n    #: What it means in general.\n    title: str\n"
    text += "    #: The HTTP status.\n    status: int\n    #: What happened, and what to do, for people.\n    detail: str\n"
    text += "    #: The same as ``detail``.\n    error: str\n"
    names = []
    for row in document.problems:
        names.append(pascal(row.code) + "Problem")
        text += f'\n\nclass {names[-1]}(Base):\n    """{row.status}: {row.title}."""\n\n    code: Literal["{row.code}"]\n'
        if row.retry_with:
            values = ", ".join(f'"{value}"' for value in row.retry_with)
            text += f"    #: How to get another try.\n    retry_with: NotRequired[Literal[{values}]]\n"
        for figure, always in row.figures:
            field = document.problem_fields.get(figure)
            spelling = "Problem" if figure == "refusal" else spelled(field.type if field else Type("any"))
            spelling = "dict[str, Any]" if field and field.type.kind == "ref" else spelling
            spelling = "Any" if field and "Check" in spelling else spelling
            text += f"    {figure}: {spelling if always else f'NotRequired[{spelling}]'}\n"
    text += '\n\nclass NoProblem(Base):\n    """What stands for an answer that is none of the service: a proxy\'s page, a redirect."""\n\n    code: Literal["no_problem"]\n'
    text += "\n\n#: Every problem that this client knows, told apart by ``code``.\nProblem: TypeAlias = (\n    "
    return text + "\n    | ".join([*names, "NoProblem"]) + "\n)\n"


def operations(document: Document) -> str:
    text = HEAD + "from collections.abc import AsyncIterator, Iterator\nfrom typing import Any, Literal, cast\n\n"
    text += "from . import types as t\nfrom .core import Meta, Operation\nfrom .pages import iterate, iterate_async\n\n"
    for one in document.operations:
        key = f'"{one.key}"' if one.key else "None"
        text += f'{snake(one.id).upper()} = Operation("{one.method}", "{one.path}", {key}, {one.repeatable}, "{one.answer}")\n'
    for name, is_async in (("Operations", False), ("AsyncOperations", True)):
        text += f'\n\nclass {name}:\n    """One method a route, named after the operation of the OpenAPI document."""\n\n'
        text += f"    {'async ' if is_async else ''}def _call(self, operation: Operation, **parts: Any) -> Any:\n        raise NotImplementedError\n"
        for one in document.operations:
            text += method(one, is_async)
    return text


def query_arguments(one: Operation) -> tuple[list[str], str]:
    """The query's arguments, and the dictionary that they are passed on in."""
    arguments = []
    for field in one.query:
        spelling = spelled(field.type, "t.")
        if field.type.kind in ("str", "int"):
            spelling = {"str": "str", "int": "int"}[field.type.kind]
        arguments.append(f"{argument(field.name)}: {spelling}" if field.required else f"{argument(field.name)}: {spelling} | None = None")
    passed = ", ".join(f'"{field.name}": {argument(field.name)}' for field in one.query)
    return arguments, passed


def signature(name: str, arguments: list[str], named: list[str], returns: str, is_async: bool, is_iterator: bool = False) -> str:
    word = "async def" if is_async and not is_iterator else "def"
    lines = ["self", *arguments, "*", *named]
    return f"\n    {word} {name}(\n" + "".join(f"        {line},\n" for line in lines) + f"    ) -> {returns}:\n"


def method(one: Operation, is_async: bool) -> str:
    arguments = [f"{argument(field.name)}: str" for field in one.path_parameters]
    passed = []
    if arguments:
        passed.append("path=[" + ", ".join(argument(field.name) for field in one.path_parameters) + "]")
    if one.body:
        body = spelled(one.body, "t.")
        arguments.append(f"body: {body}" if one.body_required else f"body: {body} | None = None")
        passed.append("body=body" if one.body_required else "body=body or {}")
    named, query = query_arguments(one)
    if query:
        passed.append(f"query={{{query}}}")
    own = []
    if one.key:
        own.append(("idempotency_key", "str | None", "None"))
    if one.takes_if_match:
        own.append(("if_match", "str | None", "None"))
    if one.takes_newer_than:
        own.append(("newer_than", "str | None", "None"))
    if one.takes_person:
        own.append(("on_behalf_of", "str | None", "None"))
    if one.takes_dry_run:
        own.append(("dry_run", "bool", "False"))
    own += [("deadline_s", "float | None", "None"), ("meta", "Meta | None", "None")]
    named += [f"{name}: {type_} = {default}" for name, type_, default in own]
    passed += [f"{name}={name}" for name, _, _ in own]
    returns = "str" if one.answer == "text" else spelled(one.returns, "t.")
    constant = snake(one.id).upper()
    text = signature(snake(one.id), arguments, named, returns, is_async) + doc(one.summary, "        ")
    text += returned("_call", constant, passed, returns, is_async)
    if one.item:
        text += iteration(one, is_async)
    if one.has_csv:
        parts = [part.replace("query={", 'query={"format": "csv", ') for part in passed]
        text += signature(snake(one.id) + "_csv", arguments, named, "str", is_async)
        text += f'        """``{snake(one.id)}`` as CSV."""\n'
        as_text = f'Operation({constant}.method, {constant}.path, None, True, "text")'
        text += returned("_call", as_text, parts, "str", is_async)
    return text


def returned(function: str, operation: str, passed: list[str], returns: str, is_async: bool) -> str:
    call = f"{'await ' if is_async else ''}self.{function}({', '.join([operation, *passed])})"
    if returns == "None":
        return f"        {call}\n"
    return f'        return cast("{returns}", {call})\n' if '"' not in returns else f"        return cast({returns!r}, {call})\n"


def iteration(one: Operation, is_async: bool) -> str:
    paths = [argument(field.name) for field in one.path_parameters]
    arguments = [f"{path}: str" for path in paths]
    named, _ = query_arguments(one)
    named += ["newer_than: str | None = None"] if one.takes_newer_than else []
    item = spelled(one.item, "t.")
    kind = "AsyncIterator" if is_async else "Iterator"
    name = "iterate_" + "_".join(words(one.id)[1:])
    text = signature(name, arguments, named, f"{kind}[{item}]", is_async, is_iterator=True)
    text += f'        """Every item of ``{snake(one.id)}``, page after page."""\n'
    others = [argument(field.name) for field in one.query if field.name != "cursor"]
    if one.takes_newer_than:
        others.append("newer_than")
    passed = ", ".join([*paths, "cursor=cursor", *(f"{other}={other}" for other in others)])
    function = "iterate_async" if is_async else "iterate"
    text += f"        return {function}(lambda cursor: self.{snake(one.id)}({passed}), cursor)\n"
    return text
