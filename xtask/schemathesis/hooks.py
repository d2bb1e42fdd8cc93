"""What the OpenAPI document of Wallet cannot say, for schemathesis: two of its checks, told more.

`cargo xtask contract` runs every check of schemathesis but the two that these stand for:

- `valid_data_is_accepted` is `positive_data_acceptance`. A request that fits the schema may still be refused for what
  the ledger holds (402, 412, 422), and for what no JSON Schema says: an amount that is a whole number but is written
  as 1.0, metadata that is too long, too deep or has control characters, a cursor that nobody was given, a purchase that
  names an asset twice, a policy that contradicts itself, a command of an atomic batch that its flow does not go with. Each is let pass only if the
  request is really of that kind.
- `invalid_data_is_refused` is `negative_data_rejection`. A batch's command, and a wallet to open, is refused by itself:
  the answer is 200, with the refusal in its place. A list of one key, as
  a proxy folds it, is that key.

`before_call` makes more of the valid requests get through to the ledger: most have a key that was not used before,
many are about players and assets that are there, or holds and transactions that an earlier answer told of, and few write
an amount as 1.0. What is invalid stays as it is.
"""

import collections
import datetime
import ipaddress
import json
import random
import re
import time
import unicodedata
import uuid
from urllib.parse import unquote

import schemathesis
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

PER_ITEM = ("/v1/batches", "/v1/wallets")


THERE = {
    "owner": ("user_001", "user_002"),
    "userId": ("user_001", "user_002"),
    "asset": ("GOLD_COINS", "DIAMONDS", "LOYALTY_POINTS"),
    "assetCode": ("GOLD_COINS", "DIAMONDS", "LOYALTY_POINTS"),
    "to": ("user_001", "user_002", "GOLD_COINS", "DIAMONDS", "LOYALTY_POINTS"),
}

AMOUNTS = ("amount", "fee", "min_receive")

OWN = ("system:issuance", "system:treasury", "system:revenue")

# Ids that answers told, the latest last, by the part of the path that names them.
TOLD = {path: collections.deque(maxlen=20) for path in ("/v1/holds/{id}", "/v1/transactions/{id}", "/v1/webhooks/{id}")}

# Where webhooks go: nobody listens there, and no other machine is spoken to.
NOWHERE = "http://127.0.0.1:9/hook"

chance = random.Random(1)


def is_valid(case):
    return case.meta is not None and case.meta.generation.mode.is_positive


def fresh_key():
    return str(uuid.UUID(int=chance.getrandbits(128), version=4))


def help_along(values):
    """Values of a valid request, of which many are there."""
    helped = dict(values)
    for name, there in THERE.items():
        if isinstance(helped.get(name), str) and chance.random() < 0.6:
            # What is of the same kind: a player's name, or an asset's code.
            kind = [one for one in there if one.isupper() == helped[name].isupper()]
            helped[name] = chance.choice(kind or there)
    for name in AMOUNTS:
        amount = helped.get(name)
        if isinstance(amount, float) and amount.is_integer() and chance.random() < 0.9:
            helped[name] = int(amount)
    if isinstance(helped.get("idempotency_key"), str) and chance.random() < 0.6:
        helped["idempotency_key"] = fresh_key()
    return helped


@schemathesis.hook
def before_call(context, case, kwargs):
    if not is_valid(case):
        return
    for name in ("Idempotency-Key", "X-Idempotency-Key"):
        if name in (case.headers or {}) and chance.random() < 0.8:
            case.headers[name] = fresh_key()
    for path, told in TOLD.items():
        if case.operation.path.startswith(path) and told and chance.random() < 0.6:
            case.path_parameters["id"] = chance.choice(told)
    # Nothing happens while it waits.
    if "wait_s" in (case.query or {}):
        case.query["wait_s"] = 0
    if isinstance(case.body, dict):
        body = help_along(case.body)
        # Only a transaction of a flow with a fee takes it, which no schema says.
        if "return_fee" in body:
            body["return_fee"] = False
        if isinstance(body.get("url"), str):
            body["url"] = NOWHERE
        for name in ("commands", "wallets", "pay", "receive"):
            if isinstance(body.get(name), list):
                body[name] = [help_along(item) if isinstance(item, dict) else item for item in body[name]]
        case.body = body


@schemathesis.hook
def after_call(context, case, response):
    told = TOLD.get(case.operation.path)
    if case.method == "DELETE" and response.status_code < 300 and told and case.path_parameters["id"] in told:
        # What is gone is asked for by chance alone.
        told.remove(case.path_parameters["id"])
    if response.status_code != 201:
        return
    try:
        made = response.json()
    except ValueError:
        return
    path = {"hold": "/v1/holds/{id}", "spend": "/v1/transactions/{id}", "bonus": "/v1/transactions/{id}",
            "top_up": "/v1/transactions/{id}", "capture": "/v1/transactions/{id}"}.get(made.get("flow"))
    if "webhook" in made:
        TOLD["/v1/webhooks/{id}"].append(made["webhook"]["id"])
    # A dry run's are not there.
    if path and "dry_run" not in (case.query or {}):
        TOLD[path].append(made["id"])


def problem_code(response):
    try:
        return response.json().get("code")
    except ValueError:
        return None


def body_of(case):
    return case.body if isinstance(case.body, dict) else {}


def is_written_with_a_point(amount):
    return isinstance(amount, float)


def has_control_characters(value):
    if isinstance(value, str):
        return any(unicodedata.category(character) == "Cc" for character in value)
    if isinstance(value, dict):
        return any(has_control_characters(key) or has_control_characters(item) for key, item in value.items())
    return isinstance(value, list) and any(has_control_characters(item) for item in value)


def depth(value):
    if isinstance(value, dict):
        return 1 + max((depth(item) for item in value.values()), default=0)
    if isinstance(value, list):
        return 1 + max((depth(item) for item in value), default=0)
    return 0


def is_too_much(metadata):
    # Numbers are written out differently here and there, so the length is a guess with some room.
    length = len(json.dumps(metadata, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"))
    return has_control_characters(metadata) or depth(metadata) > 8 or length > 3500


def sums_of(body):
    return [one for name in ("pay", "receive") for one in body.get(name) or [] if isinstance(one, dict)]


def names_an_asset_twice(body):
    assets = [one.get("asset") for one in sums_of(body)]
    return len(set(assets)) < len(assets)


def is_converted_to_itself(body):
    return body.get("to") is not None and body.get("to") == body.get("asset")


def contradicts_itself(policy):
    """Whether a policy is of a kind that no schema tells from a good one."""
    if not isinstance(policy, dict):
        return False
    limits = [one for one in policy.get("limits") or [] if isinstance(one, dict)]
    rates = [one for one in policy.get("rates") or [] if isinstance(one, dict)]
    figures = [policy.get(name) for name in ("max_balance", "starting_balance", "debt_repayment_percent")]
    figures += [one.get(name) for one in limits for name in ("max_count", "max_amount")]
    figures += [one.get(name) for one in rates for name in ("pay", "receive")]
    names = [(one.get("flow"), one.get("per"), one.get("time_zone", "UTC")) for one in limits]
    ceiling, start = policy.get("max_balance"), policy.get("starting_balance")
    return (
        any(is_written_with_a_point(figure) for figure in figures)
        or any("max_count" not in one and "max_amount" not in one for one in limits)
        or any(one.get("time_zone", "UTC") not in ("UTC", "Europe/Berlin") for one in limits)
        or len(set(names)) < len(names)
        or len({one.get("to") for one in rates}) < len(rates)
        or (ceiling is not None and start is not None and start > ceiling)
    )


def is_of_no_flow(command):
    """What a schema cannot say of a batch's command: who needs an owner, and which field goes with which flow."""
    flow, given = command.get("flow"), lambda name: command.get(name) is not None
    if flow == "mint":
        return given("metadata") or given("payment_ref") or given("reason") or command.get("owner") != "system:treasury"
    if not given("owner") or str(command["owner"]).startswith("system:"):
        return True
    return given("payment_ref") and flow != "top_up" or given("reason") and flow != "bonus"


def is_the_commands_own(response, case):
    """Whether an atomic batch was refused for a command that a schema lets pass."""
    try:
        index, commands = response.json().get("index"), body_of(case).get("commands")
    except ValueError:
        return False
    if not isinstance(index, int) or not isinstance(commands, list) or index >= len(commands):
        return False
    command = commands[index]
    return is_wrong(command)


def is_wrong(command):
    """Whether a command is wrong in a way that its schema lets pass."""
    return isinstance(command, dict) and (
        is_of_no_flow(command)
        or any(is_written_with_a_point(command.get(name)) for name in (*AMOUNTS, "expires_in_s"))
        or any(is_written_with_a_point(one.get("amount")) for one in sums_of(command))
        or is_converted_to_itself(command)
        or names_an_asset_twice(command)
        or command.get("budget") in OWN
        or is_too_much(command.get("metadata"))
    )


# What approvals are for.
APPROVED = ("bonus", "top_up", "reversal")


def figures_of_a_key(body):
    caps = [one for one in (body.get("caps") or {}).values() if isinstance(one, dict)]
    figures = [figure for one in caps for figure in one.values()]
    return [*figures, body.get("approval_over"), body.get("expires_in_s")]


def is_no_network(text):
    try:
        ipaddress.ip_network(text)
    except ValueError:
        return True
    return False


def has_terms_that_cannot_be(body):
    """Whether a key's terms do not go together, or are of a kind that no schema tells from a good one."""
    scopes, role, caps = body.get("scopes"), body.get("role"), body.get("caps")
    return (
        (scopes is None) == (role is None)
        or scopes == []
        or "support" in (scopes or [])
        or (role == "support") != (caps is not None)
        or not any(isinstance(one, dict) for one in (caps or {"": {}}).values())
        or any(is_no_network(text) for text in body.get("networks") or [])
    )


def names_a_member_twice(conditions):
    names = [str(one).partition("=")[0] for one in (conditions if isinstance(conditions, list) else [conditions])]
    return len(set(names)) < len(names)


def rates_of(case):
    policy = body_of(case).get("policy")
    rates = policy.get("rates") if isinstance(policy, dict) else None
    return [one for one in rates or [] if isinstance(one, dict)]


def has_a_rate_to_nothing(response, case):
    """Whether a rate is to the asset itself or to one that is not there, and was refused for that; no schema knows assets."""
    detail = response.json().get("detail", "")
    is_told = "there is no such asset" in detail or "has a rate to itself" in detail
    return bool(rates_of(case)) and is_told


def moment(text):
    """Seconds since 1970, before which nothing was booked; None for a text that is no time."""
    text = re.sub(r"(\.\d{1,6})\d*", r"\1", str(text).upper().replace("Z", "+00:00"))
    try:
        return max(0, datetime.datetime.fromisoformat(text).timestamp())
    except (ValueError, OverflowError):
        return None


def runs_backwards(query, may_be_empty):
    """Whether a span ends before it begins, or where it begins if it may not be empty; without `to` it ends now."""
    if "from" not in query and "to" not in query:
        return False
    begin = moment(query["from"]) if "from" in query else 0
    end = moment(query["to"]) if "to" in query else time.time() - 60
    return begin is not None and end is not None and (begin > end or begin == end and not may_be_empty)


def is_no_span_of_days(query):
    """Whether days end before they begin, or are too many; without `to` they end today."""
    if "from" not in query:
        return False
    begin, end = (datetime.date.fromisoformat(query[name]) if name in query else None for name in ("from", "to"))
    return not 0 <= ((end or datetime.date.today()) - begin).days < 1_100


def is_upside_down(query):
    """Whether a least amount or balance is above the most."""
    for name in ("amount", "balance"):
        try:
            if int(query[f"min_{name}"]) > int(query[f"max_{name}"]):
                return True
        except (KeyError, TypeError, ValueError):
            continue
    return False


def is_too_long(query):
    """Whether a search is about more than 366 days."""
    begin = moment(query["from"]) if "from" in query else None
    end = moment(query["to"]) if "to" in query else time.time() - 60
    return begin is not None and end is not None and end - begin > 366 * 86400


def shares_nothing(body):
    """Whether a part of a transaction is given twice, or is more than the whole."""
    share = body.get("share")
    if not isinstance(share, str):
        return False
    parts, _, of = share.partition("/")
    return body.get("amount") is not None or (parts.isdecimal() and of.isdecimal() and int(parts) > int(of))


def is_no_alert(body):
    """Whether an alert is of a kind that no schema tells from a good one: whose balance, and which line."""
    lines = [name for name in ("below", "above") if body.get(name) is not None]
    if (body.get("owner") is not None) == (body.get("all") is True) or len(lines) != 1:
        return True
    line = body[lines[0]]
    return is_written_with_a_point(line) or line == (0 if lines == ["below"] else 2**53 - 1)


def is_excused(response, case):
    code = problem_code(response)
    if code in ("insufficient_funds", "idempotency_key_reused", "version_mismatch"):
        return True
    if code == "asset_changed":
        return "If-Match" in (case.headers or {})
    if code == "rate_cycle":
        return bool(rates_of(case)) and body_of(case).get("allow_cycle") is not True
    if case.operation.path == "/v1/batches" and is_the_commands_own(response, case):
        return True
    if case.operation.path == "/v1/approvals" and case.method == "POST":
        command = body_of(case).get("command")
        return code == "invalid_flow" and isinstance(command, dict) and command.get("flow") not in APPROVED or is_wrong(command)
    if code == "malformed_body" and "as_much_as" in body_of(case):
        # No schema of ours says that one member needs another.
        return body_of(case).get("amount") is None
    if code == "malformed_query" and case.operation.path.startswith("/v1/analytics/"):
        return is_no_span_of_days(case.query or {})
    if code == "malformed_body" and case.operation.path == "/v1/keys":
        return any(is_written_with_a_point(figure) for figure in figures_of_a_key(body_of(case)))
    if code == "invalid_key_terms":
        return has_terms_that_cannot_be(body_of(case))
    if code == "invalid_description" and case.operation.path.endswith("/freeze"):
        # Each is short enough, and both are kept as one text: "(ticket ...)" behind the reason.
        return len(str(body_of(case).get("reason", ""))) + len(str(body_of(case).get("ticket", ""))) > 480
    if case.operation.path.startswith("/v1/exports") and code == "invalid_owner":
        # What comes through a link from an earlier answer may be any text, whatever the parameter's pattern says.
        return re.fullmatch(r"[!-~]{1,100}", str((case.query or {}).get("owner"))) is None
    if case.operation.path.startswith("/v1/exports") and code == "invalid_metadata":
        return names_a_member_twice((case.query or {}).get("metadata"))
    if code == "invalid_amount":
        amounts = [one.get(name) for one in [body_of(case), *sums_of(body_of(case))] for name in AMOUNTS]
        return any(is_written_with_a_point(amount) for amount in amounts)
    if code == "invalid_expiry":
        return is_written_with_a_point(body_of(case).get("expires_in_s"))
    if code == "invalid_sums":
        return names_an_asset_twice(body_of(case))
    if code == "invalid_policy":
        return contradicts_itself(body_of(case).get("policy")) or has_a_rate_to_nothing(response, case)
    if code == "invalid_asset":
        return is_converted_to_itself(body_of(case))
    if code == "invalid_owner":
        # The pattern of a budget takes the service's own names, too. What is put into a path from an earlier answer, or
        # through a link, may be any text, whatever the path's pattern says.
        owner = unquote(str((case.path_parameters or {}).get("owner")))
        return re.fullmatch(r"[!-~]{1,100}", owner) is None or owner in OWN or owner.startswith("system:debt:") or body_of(case).get("budget") in OWN
    if code == "invalid_metadata":
        return is_too_much(body_of(case).get("metadata"))
    if code == "malformed_query":
        query = case.query or {}
        if case.operation.path == "/v1/transactions":
            # A transaction by its key is asked for by owner and key alone: no schema says which parameters go together.
            is_mixed = "idempotency_key" in query and {"owner", "idempotency_key"} != set(query)
            return is_mixed or is_upside_down(query) or is_too_long(query) or runs_backwards(query, may_be_empty=False)
        if case.operation.path == "/v1/changes":
            # By owner and asset, or by one of the others alone: no schema says which parameters go together.
            others = len({"actor", "action", "object"} & set(query))
            return others > 1 or (others == 1 and bool({"owner", "asset"} & set(query)))
        return is_upside_down(query) or runs_backwards(query, may_be_empty=True)
    if code == "invalid_event_type":
        # The pattern says how types are written, not which there are.
        return "types" in (case.query or {}) or "types" in body_of(case)
    if code == "invalid_secret":
        # What looks like base64 may be none.
        return "secret" in body_of(case)
    if code == "invalid_alert":
        return is_no_alert(body_of(case))
    if code == "invalid_share":
        return shares_nothing(body_of(case))
    if code == "invalid_cursor" and case.operation.path.startswith("/v1/webhooks"):
        # A place in the feed, where nothing may be, or a cursor of a list.
        return any(name in body_of(case) for name in ("from", "to")) or "cursor" in (case.query or {})
    if code == "invalid_cursor" and case.operation.path.startswith("/v1/exports"):
        # A place in the feed, where nothing may be, or a cursor of other wallets.
        return "after" in (case.query or {})
    if code == "invalid_cursor":
        return re.fullmatch(r"[A-Za-z0-9_-]+", str(case.query.get("cursor"))) is not None
    return False


@schemathesis.check
def valid_data_is_accepted(ctx, response, case):
    # A request that is not valid is none of this check's business.
    if not (is_valid(case) and is_excused(response, case)):
        return positive_data_acceptance(ctx, response, case)


def is_one_key_folded(response, case):
    """Whether what is invalid is a header's type alone, and a list of one key came of it: `null,null` is the key null."""
    phase = getattr(case.meta, "phase", None)
    name = getattr(phase and phase.data, "parameter", None)
    if name not in ("Idempotency-Key", "X-Idempotency-Key"):
        return False
    keys = {key.strip() for key in str(response.request.headers.get(name)).split(",")}
    patterns = [one.definition["schema"]["pattern"] for one in case.operation.headers if one.name == name]
    return len(keys) == 1 and all(re.search(pattern, *keys) for pattern in patterns)


@schemathesis.check
def invalid_data_is_refused(ctx, response, case):
    if is_one_key_folded(response, case):
        return None
    if response.status_code == 200 and case.operation.method.upper() == "POST" and case.operation.path in PER_ITEM:
        if any(result["status"] >= 400 for result in response.json()["results"]):
            return None
    return negative_data_rejection(ctx, response, case)
