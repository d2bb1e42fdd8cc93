"""A bot as of Discord, reduced to its commands: ``python examples/bot.py``, with a Wallet server on the demo data.

Type ``ada /daily``, ``ada /give bob 5``, ``ada /balance``. A real bot has the same four functions behind its library's
decorators, and takes the interaction's id for the key of ``/give``: a delivery that comes twice gives once.
"""

from __future__ import annotations

import datetime
import os
import sys
import uuid

from wallet_client import NoOutcomeError, ProblemError, WalletClient

ASSET = "GOLD_COINS"


def balance(wallet: WalletClient, member: str) -> str:
    try:
        return f"{member} has {wallet.get_wallet(member, ASSET)['available']} coins."
    except ProblemError as error:
        if error.problem["code"] == "wallet_not_found":
            return f"{member} has no coins yet: try /daily."
        raise


def daily(wallet: WalletClient, member: str, today: datetime.date) -> str:
    """Once a day: the key is the day, and keys belong to their owner."""
    wallet.open_wallet(member, ASSET)
    bonus = wallet.create_bonus(
        {"owner": member, "asset": ASSET, "amount": 20, "reason": "daily"}, idempotency_key=f"daily-{today}"
    )
    return f"Today's 20 coins are yours; that was {bonus['balance']} in all."


def give(wallet: WalletClient, member: str, to: str, amount: int, interaction: str) -> str:
    wallet.open_wallet(to, ASSET)
    gift = wallet.create_gift(
        {"owner": member, "to": to, "asset": ASSET, "amount": amount}, idempotency_key=interaction
    )
    return f"{to} has {amount} coins of yours; {gift['balance']} are left."


def answer(wallet: WalletClient, member: str, line: str, interaction: str) -> str:
    """What the bot says to a command."""
    try:
        match line.split():
            case ["/balance"]:
                return balance(wallet, member)
            case ["/daily"]:
                return daily(wallet, member, datetime.datetime.now(datetime.UTC).date())
            case ["/give", to, amount] if amount.isdecimal():
                return give(wallet, member, to, int(amount), interaction)
        return "I know /balance, /daily and /give MEMBER AMOUNT."
    except ProblemError as error:
        # `detail` is a sentence for people, with the figures.
        return error.problem["detail"]
    except NoOutcomeError:
        return "I do not know yet. Send the same again."


if __name__ == "__main__":
    with WalletClient(os.environ.get("WALLET_URL", "http://localhost:3000"), os.environ.get("WALLET_KEY")) as wallet:
        for text in sys.stdin:
            name, _, command = text.strip().partition(" ")
            print(answer(wallet, name, command, str(uuid.uuid4())))
