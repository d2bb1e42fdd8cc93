"""Writes the methods and the types of the Rust client, `crates/wallet-client`: structs and enums for serde."""

from __future__ import annotations

import re
import subprocess
import textwrap

from document import Document, Field, Named, Operation, Type, camel, one_line, pascal, snake, words

HEAD = "//! {} Made from the OpenAPI document by `cargo xtask clients`; not to be edited.\n\n"
SRC = "../crates/wallet-client/src"

#: They have a type of their own, written by hand, or made of the golden problems.
BY_HAND = {"Problem", "ProblemCode"}
KEYWORDS = {"type", "final", "in", "ref", "match", "move", "use", "where", "for", "loop", "mod", "enum", "struct"}
METADATA = "Map<String, Value>"


def write(document: Document) -> dict[str, str]:
    found = Types(document)
    files = found.files()
    topics = dict.fromkeys(one.tag for one in document.operations)
    files |= {f"operations/{snake(tag)}.rs": operations(document, found, tag) for tag in topics}
    files["operations/mod.rs"] = (
        HEAD.format("One method a route, named after the operation of the document, a file a subject.")
        + "".join(f"mod {snake(tag)};\n" for tag in topics)
    )
    files["problem_kind.rs"] = problems(document, found)
    files["tests/dispatch.rs"] = dispatch(document)
    return {f"{SRC}/{name}": formatted(text) for name, text in files.items()}


def formatted(text: str) -> str:
    """As rustfmt has it: what is made is checked like what is written by hand."""
    options = ["--edition", "2024", "--config", "max_width=120,use_small_heuristics=Max"]
    return subprocess.run(["rustfmt", *options], input=text, capture_output=True, check=True, text=True).stdout


def doc(text: str, indent: str = "", otherwise: str = "") -> str:
    # Outside of code, `<` would begin a tag.
    parts = (one_line(text) or otherwise).split("`")
    text = "`".join(part if n % 2 else part.replace("<", "\\<") for n, part in enumerate(parts))
    lines = textwrap.wrap(text, 110, break_long_words=False, break_on_hyphens=False)
    return "".join(f"{indent}/// {line}\n" for line in lines)


def name(text: str) -> str:
    plain = snake(text.replace(".", "_"))
    return f"r#{plain}" if plain in KEYWORDS else plain


def is_used(type_: str, code: str) -> bool:
    """Whether code names a type; a variant of the same name is followed by what it holds."""
    return re.search(rf"\b{type_}\b(?!\s*[({{])", code) is not None


class Types:
    """Which file has which type, and how each is spelled."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.rooms: dict[str, list[Named]] = {}
        for named in document.types.values():
            if named.name not in BY_HAND and self.is_written(named):
                self.rooms.setdefault(self.room(named), []).append(named)

    def is_written(self, named: Named) -> bool:
        return named.kind != "alias"

    def room(self, named: Named) -> str:
        if named.kind == "enum":
            return "words"
        if named.name.endswith("Command"):
            return "commands"
        if named.name.startswith("Original"):
            return "original"
        if named.name in self.document.requested:
            return "requests" if named.name.endswith("Request") else "parts"
        if named.name.startswith(("Event", "Change")) or named.name == "WalletAfter":
            return "events"
        if "Webhook" in named.name or named.name.startswith(("Alert", "Parked")) or named.name in ("Deleted", "Ping"):
            return "webhooks"
        if "Transaction" in named.name or named.name in ("Actor", "Entry", "Payment", "ReversalList"):
            return "transactions"
        return "answers"

    def files(self) -> dict[str, str]:
        self.rooms["queries"] = [
            Named(pascal(one.id) + "Query", f"The query of `{snake(one.id)}`.", fields=one.query)
            for one in self.document.operations
            if one.query
        ]
        about = {
            "words": "Words that a member is one of.",
            "requests": "Bodies of requests.",
            "parts": "What bodies of requests are made of.",
            "original": "What the original routes take and answer.",
            "events": "Events, and changes by operators.",
            "commands": "The commands of a batch.",
            "queries": "Queries, which lists and reads take.",
            "transactions": "Transactions, and what they are made of.",
            "webhooks": "What is answered about webhooks and alerts.",
            "answers": "What answers are made of.",
        }
        files = {f"types/{room}.rs": self.file(about[room], types) for room, types in self.rooms.items()}
        modules = "".join(f"mod {room};\n" for room in sorted(self.rooms))
        uses = "".join(f"pub use {room}::*;\n" for room in sorted(self.rooms))
        files["types/mod.rs"] = HEAD.format("What is asked and answered, as the document has it.") + modules + "\n" + uses
        return files

    def file(self, about: str, types: list[Named]) -> str:
        body = "\n".join(self.definition(named) for named in types)
        uses = ""
        if "BTreeMap<" in body:
            uses += "use std::collections::BTreeMap;\n\n"
        if "Serialize" in body:
            uses += "use serde::{Deserialize, Serialize};\n"
        json = [word for word in ("Map", "Value") if re.search(rf"\b{word}\b", body.replace("BTreeMap", ""))]
        uses += f"use serde_json::{{{', '.join(json)}}};\n\n" if json else "\n"
        if "text_enum!" in body:
            return HEAD.format(about) + "use crate::text_enum::text_enum;\n\n" + body
        code = re.sub(r"///.*", "", body)
        rooms: dict[str, list[str]] = {}
        for room, others in self.rooms.items():
            used = sorted(one.name for one in others if one not in types and is_used(one.name, code))
            if used and room != "queries":
                rooms[room] = used
        uses += "".join(f"use super::{room}::{{{', '.join(names)}}};\n" for room, names in sorted(rooms.items()))
        uses += "use crate::problem::Problem;\n" if re.search(r"\bProblem\b", code) else ""
        return HEAD.format(about) + uses + "\n" + body

    def spelled(self, type_: Type | None) -> str:
        match type_.kind if type_ else "any":
            case "str" | "literal":
                return "String"
            case "int":
                return "i64"
            case "float":
                return "f64"
            case "bool":
                return "bool"
            case "list":
                return f"Vec<{self.spelled(type_.of)}>"
            case "map":
                inner = self.spelled(type_.of)
                return METADATA if inner == "Value" else f"BTreeMap<String, {inner}>"
            case "ref":
                named = self.document.types[type_.name]
                return self.spelled(named.alias) if named.kind == "alias" else named.name
        return "Value"

    # Definitions

    def definition(self, named: Named) -> str:
        head = doc(named.doc, otherwise=f"`{named.name}` of the document.")
        match named.kind:
            case "enum":
                rows = "".join(f'        {pascal(value)} = "{value}",\n' for value in named.values)
                head = doc(named.doc, "    ", f"`{named.name}` of the document.")
                return f"text_enum! {{\n{head}    {named.name} {{\n{rows}    }}\n}}\n"
            case "union":
                return head + self.union(named)
        rows = "".join(self.member(named, field) for field in named.fields if not self.is_tag(named, field))
        default = "Default, " if self.is_plain(named) and self.is_asked(named) else ""
        derive = f"#[derive(Debug, Clone, {default}PartialEq, Serialize, Deserialize)]\n"
        return f"{head}{derive}pub struct {named.name} {{\n{rows}}}\n"

    def union(self, named: Named) -> str:
        tag = self.tag(named)
        members = [self.document.types[one.name] for one in named.members]
        rows = ""
        for member in members:
            variant = member.name
            if tag:
                variant = pascal(next(field.type.values[0] for field in member.fields if field.name == tag))
            boxed = f"Box<{member.name}>"
            rows += doc(member.doc, otherwise=f"`{member.name}`.") + f"{variant}({boxed}),\n"
        how = f'tag = "{tag}", rename_all = "snake_case"' if tag else "untagged"
        derive = f"#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]\n#[serde({how})]\n#[non_exhaustive]\n"
        return f"{derive}pub enum {named.name} {{\n{rows}}}\n"

    def tag(self, named: Named) -> str:
        """The member that tells the members of a union apart, if there is one."""
        structs = [self.document.types.get(one.name) for one in named.members]
        if not all(one and one.kind == "struct" for one in structs):
            return ""
        tags = [{field.name for field in one.fields if self.is_word(field)} for one in structs]
        common = set.intersection(*tags)
        return min(common) if common else ""

    def is_word(self, field: Field) -> bool:
        return field.type.kind == "literal" and len(field.type.values) == 1

    def is_tag(self, named: Named, field: Field) -> bool:
        unions = [one for one in self.document.types.values() if one.kind == "union"]
        return any(self.tag(one) == field.name and Type("ref", name=named.name) in one.members for one in unions)

    def is_asked(self, named: Named) -> bool:
        return named.name in self.document.requested or named.name.endswith("Query")

    def is_plain(self, named: Named) -> bool:
        """Whether a value can be made of nothing: what it needs are texts, numbers and lists."""
        for field in named.fields:
            if field.required and field.type.kind == "ref" and not self.is_tag(named, field):
                other = self.document.types[field.type.name]
                if other.kind in ("enum", "union") or (other.kind == "struct" and not self.is_plain(other)):
                    return False
        return True

    def member(self, owner: Named, field: Field) -> str:
        spelling, serde = self.spelled(field.type), []
        plain = name(field.name)
        if plain.removeprefix("r#") != field.name:
            serde.append(f'rename = "{field.name}"')
        if not field.always:
            is_answer = not self.is_asked(owner) and not field.nullable
            if is_answer and field.type.kind == "list":
                serde += ["default", 'skip_serializing_if = "Vec::is_empty"']
            elif is_answer and field.type.kind == "bool":
                serde += ["default", 'skip_serializing_if = "std::ops::Not::not"']
            else:
                spelling = f"Option<{spelling}>"
                if not field.required:
                    serde.append('skip_serializing_if = "Option::is_none"')
        attribute = f"#[serde({', '.join(serde)})]\n" if serde else ""
        about = doc(field.doc, otherwise=f"Its `{field.name}`.")
        return f"{about}{attribute}pub {plain}: {spelling},\n"


# Operations


def operations(document: Document, types: Types, tag: str) -> str:
    here = [one for one in document.operations if one.tag == tag]
    constants = "".join(constant(one) for one in here)
    methods = "\n".join(method(types, one) for one in here)
    paged = {types.spelled(one.returns): one for one in here if one.item}
    pages = "\n".join(page(document, types, one) for one in paged.values())
    body = f"{constants}\nimpl Client {{\n{methods}}}\n\n{pages}"
    text = HEAD.format(f"Operations: {tag}.")
    if METADATA in body:
        text += "use serde_json::{Map, Value};\n\n"
    # A word of a comment is no use of the type.
    code = re.sub(r"///.*", "", body)
    call = [one for one in ("Call", "DryRun", "IfMatch", "Key", "NewerThan", "Nothing", "Person", "Takes", "Text") if re.search(rf"\b{one}\b", code)]
    text += f"use crate::call::{{{', '.join(call)}}};\nuse crate::client::Client;\n"
    kinds = [one for one in ("Method", "Operation") if re.search(rf"\b{one}\b", body)]
    text += f"use crate::operation::{{{', '.join(kinds)}}};\n"
    pages_of = [one for one in ("Paged", "Pages") if re.search(rf"\b{one}\b", body)]
    text += f"use crate::pages::{{{', '.join(pages_of)}}};\n" if pages_of else ""
    known = {named.name for named in document.types.values() if named.kind != "alias"} - BY_HAND
    known |= {pascal(one.id) + "Query" for one in document.operations if one.query}
    used = sorted(one for one in known if is_used(one, code))
    text += f"use crate::types::{{{', '.join(used)}}};\n" if used else ""
    return text + "\n" + body


def constant(one: Operation) -> str:
    more = f'.key("{one.key}")' if one.key else ""
    more += "" if one.repeatable else ".once()"
    more += "" if one.answer == "json" else ".plain()"
    return f'const {snake(one.id).upper()}: Operation = Operation::new(Method::{one.method}, "{one.path}"){more};\n'


def takes(one: Operation) -> str:
    options = [
        "Key" if one.key else "()",
        "IfMatch" if one.takes_if_match else "NewerThan" if one.takes_newer_than else "()",
        "Person" if one.takes_person else "()",
        "DryRun" if one.takes_dry_run else "()",
    ]
    return f"Takes<{', '.join(options)}>" if any(option != "()" for option in options) else "Takes"


def signature(types: Types, one: Operation) -> tuple[list[str], list[str], str]:
    """The parameters, their names, and the call with its parts."""
    paths = [name(field.name) for field in one.path_parameters]
    arguments = [f"{path}: &str" for path in paths]
    call = f"&[{', '.join(paths)}])"
    names = list(paths)
    if one.body:
        arguments.append(f"body: &{types.spelled(one.body)}")
        call += ".body(body)"
        names.append("body")
    if one.query:
        arguments.append(f"query: &{pascal(one.id)}Query")
        call += ".query(query)"
        names.append("query")
    return arguments, names, call


def method(types: Types, one: Operation) -> str:
    arguments, names, call = signature(types, one)
    returns = {"text": "Text", "nothing": "Nothing"}.get(one.answer) or types.spelled(one.returns)
    about = doc(one.summary, otherwise=f"`{one.id}` of the document.")
    own = snake(one.id)
    text = f"{about}pub fn {own}(&self, {', '.join(arguments)}) -> Call<'_, {returns}, {takes(one)}> {{\n"
    text += f"self.call({own.upper()}, {call}\n}}\n"
    if one.item:
        item = types.spelled(one.item)
        text += f"\n/// Every item of [`Client::{own}`], page after page.\n"
        text += f"pub fn {iteration(one)}(&self, {', '.join(arguments)}) -> Pages<{item}> {{\n"
        text += f"self.{own}({', '.join(names)}).pages()\n}}\n"
    if one.has_csv:
        text += f"\n/// [`Client::{own}`] as CSV.\n"
        text += f"pub fn {own}_csv(&self, {', '.join(arguments)}) -> Call<'_, Text, {takes(one)}> {{\n"
        text += f'self.call({own.upper()}.plain(), {call}.parameter("format", "csv")\n}}\n'
    return text


def iteration(one: Operation) -> str:
    return "iterate_" + "_".join(words(one.id)[1:])


def page(document: Document, types: Types, one: Operation) -> str:
    item, returns = types.spelled(one.item), types.spelled(one.returns)
    named = document.types[one.returns.name]
    if named.kind == "struct":
        body = "(self.data, self.next_cursor)"
        return f"impl Paged for {returns} {{\ntype Item = {item};\n\nfn parts(self) -> (Vec<{item}>, Option<String>) {{\n{body}\n}}\n}}\n"
    arms = ""
    for member in named.members:
        is_one = member.name == one.item.name
        arms += f"Self::{member.name}(one) => (vec![*one], None),\n" if is_one else f"Self::{member.name}(page) => (page.data, page.next_cursor),\n"
    return f"impl Paged for {returns} {{\ntype Item = {item};\n\nfn parts(self) -> (Vec<{item}>, Option<String>) {{\nmatch self {{\n{arms}}}\n}}\n}}\n"


# Problems


#: What problems of these statuses are called, each in a function of its own.
PROBLEM_GROUPS = {"malformed": range(400, 401), "denied": range(401, 409), "refused": range(409, 410), "failed": range(410, 600)}


def problems(document: Document, types: Types) -> str:
    variants, arms, uses_checks = "", {group: "" for group in PROBLEM_GROUPS}, False
    for row in document.problems:
        variant = pascal(row.code)
        group = next(group for group, statuses in PROBLEM_GROUPS.items() if row.status in statuses)
        variants += f"/// `{row.code}`, {row.status}: {row.title}.\n"
        if not row.figures:
            variants += f"{variant},\n"
            arms[group] += f'"{row.code}" => Self::{variant},\n'
            continue
        fields, reads = "", ""
        for figure, always in row.figures:
            field = document.problem_fields.get(figure)
            spelling = "Box<Problem>" if figure == "refusal" else types.spelled(field.type if field else Type("any"))
            uses_checks = uses_checks or "BTreeMap" in spelling
            fields += doc(field.doc if field else "", otherwise=f"Its `{figure}`.")
            fields += f"{name(figure)}: {spelling if always else f'Option<{spelling}>'},\n"
            reads += f'{name(figure)}: figure(members, "{figure}"){"?" if always else ""},\n'
        variants += f"{variant} {{\n{fields}}},\n"
        arms[group] += f'"{row.code}" => Self::{variant} {{ {reads} }},\n'
    text = HEAD.format("What a problem is about, by its code.")
    text += "use std::collections::BTreeMap;\n\n" if uses_checks else ""
    text += "use serde_json::{Map, Value};\n\nuse crate::problem::{Problem, figure};\n"
    text += "use crate::types::Check;\n" if uses_checks else ""
    text += "\n/// What a problem is about, by its code, with its figures.\n"
    text += "#[derive(Debug, Clone, PartialEq)]\n#[non_exhaustive]\npub enum ProblemKind {\n" + variants
    text += "/// An answer that is none of the service: a proxy's page, a redirect.\nNoProblem,\n"
    text += "/// What this client does not know yet: see [`Problem::code`].\nOther,\n}\n\n"
    arms["failed"] += '"no_problem" => Self::NoProblem,\n'
    text += "impl ProblemKind {\npub(crate) fn known(code: &str, members: &Map<String, Value>) -> Option<Self> {\n"
    first, *others = PROBLEM_GROUPS
    text += f"Self::{first}(code, members)" + "".join(f".or_else(|| Self::{group}(code, members))" for group in others) + "\n}\n"
    for group, statuses in PROBLEM_GROUPS.items():
        text += f"\n/// One whose status is {statuses[0]}" + (f" to {statuses[-1]}" if len(statuses) > 1 else "") + ".\n"
        text += f"fn {group}(code: &str, members: &Map<String, Value>) -> Option<Self> {{\nSome(match code {{\n"
        text += arms[group] + "_ => return None,\n})\n}\n"
    return text + "}\n"


# Tests


def dispatch(document: Document) -> str:
    tags: dict[str, list[Operation]] = {}
    for one in document.operations:
        tags.setdefault(one.tag, []).append(one)
    text = HEAD.format("Calls an operation by its name, with arguments of the vectors.")
    text += "use serde_json::Value;\n\nuse super::vectors::Arguments;\nuse crate::call::Answer;\nuse crate::client::Client;\nuse crate::error::Error;\n\n"
    text += "/// Every operation that this client has.\npub(super) const OPERATIONS: &[&str] = &["
    text += ", ".join(f'"{camel(one.id)}"' for one in document.operations) + "];\n\n"
    given = "client: &Client, operation: &str, given: &Arguments"
    text += f"pub(super) async fn call({given}) -> Result<Answer<Value>, Error> {{\n"
    for tag in tags:
        text += f"if let Some(answer) = {snake(tag)}(client, operation, given).await {{ return answer; }}\n"
    text += 'panic!("there is no method for {operation}")\n}\n'
    for tag, operations_of in tags.items():
        arms = "".join(dispatched(one) for one in operations_of)
        needed = given if "given." in arms else given.replace("given:", "_:")
        text += f"\nasync fn {snake(tag)}({needed}) -> Option<Result<Answer<Value>, Error>> {{\nSome(match operation {{\n"
        text += arms + "_ => return None,\n})\n}\n"
    return text


def dispatched(one: Operation) -> str:
    parts = [f"given.path({n})" for n in range(len(one.path_parameters))]
    parts += ["&given.body()"] if one.body else []
    parts += ["&given.query()"] if one.query else []
    call = f"client.{snake(one.id)}({', '.join(parts)})"
    if one.key:
        call = f"given.keyed({call})"
    if one.takes_if_match:
        call = f"given.conditional({call})"
    if one.takes_newer_than:
        call = f"given.newer({call})"
    if one.takes_person:
        call = f"given.personal({call})"
    if one.takes_dry_run:
        call = f"given.tried({call})"
    end = "json" if one.answer == "json" else "plain"
    return f'"{camel(one.id)}" => super::vectors::{end}({call}).await,\n'
