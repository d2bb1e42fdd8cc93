"""The client against a server: WALLET_URL names one with the demo data, which ``cargo xtask test`` starts."""

from __future__ import annotations

import asyncio
import os
import queue
import socket
import sys
import threading
import unittest
import uuid
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import standardwebhooks

from wallet_client import AsyncWalletClient, Meta, ProblemError, WalletClient, verify_webhook

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "examples"))
import bot  # noqa: E402

URL = os.environ.get("WALLET_URL", "")


@unittest.skipUnless(URL, "WALLET_URL names no server")
class Live(unittest.TestCase):
    def setUp(self) -> None:
        self.owner = f"py_{uuid.uuid4().hex[:8]}"
        self.wallet = WalletClient(URL)
        self.addCleanup(self.wallet.close)
        self.wallet.open_wallet(self.owner, "GOLD_COINS")
        self.wallet.create_top_up(
            {"owner": self.owner, "asset": "GOLD_COINS", "amount": 100, "payment_ref": self.owner},
            idempotency_key=self.owner,
        )

    def spend(self, amount: int) -> dict[str, object]:
        return {"owner": self.owner, "asset": "GOLD_COINS", "amount": amount}

    def test_a_retry_is_a_replay(self) -> None:
        first, second = Meta(), Meta()
        spent = self.wallet.create_spend(self.spend(30), idempotency_key="order,1", meta=first)
        again = self.wallet.create_spend(self.spend(30), idempotency_key="order,1", meta=second)
        self.assertEqual(spent, again)
        self.assertEqual((first.replayed, second.replayed), (False, True))

    def test_a_refusal_is_a_problem_with_its_figures(self) -> None:
        with self.assertRaises(ProblemError) as refused:
            self.wallet.create_spend(self.spend(9999))
        problem = refused.exception.problem
        assert problem["code"] == "insufficient_funds"
        self.assertEqual((problem["available"], problem["required"]), (100, 9999))

    def test_entries_are_iterated_across_pages(self) -> None:
        for number in range(3):
            self.wallet.create_spend(self.spend(number + 1), idempotency_key=f"order-{number}")
        entries = self.wallet.iterate_entries(self.owner, "GOLD_COINS", limit=1)
        self.assertEqual([entry["amount"] for entry in entries], [-3, -2, -1, 100])
        self.assertIn("closing", self.wallet.get_statement_csv(self.owner, "GOLD_COINS"))

    def test_a_webhook_arrives_and_the_reference_verifier_takes_it(self) -> None:
        taken: queue.Queue[tuple[dict[str, str], bytes]] = queue.Queue()

        class Receiver(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                taken.put(({name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        server = HTTPServer(("127.0.0.1", 0), Receiver)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        url = f"http://127.0.0.1:{server.server_port}/hook"
        made = self.wallet.create_webhook({"url": url, "types": ["spend.posted"]})
        self.addCleanup(self.wallet.delete_webhook, made["webhook"]["id"])
        spent = self.wallet.create_spend(self.spend(30))
        headers, body = taken.get(timeout=60)
        event = standardwebhooks.Webhook(made["secret"]).verify(body, headers)
        self.assertEqual(event["data"]["transaction"]["id"], spent["id"])
        self.assertEqual(event, next(iter(self.wallet.list_events(owner=self.owner, types="spend.posted")["data"])))
        self.assertEqual(event, verify_webhook(made["secret"], headers, body))
        with self.assertRaises(standardwebhooks.webhooks.WebhookVerificationError):
            standardwebhooks.Webhook(made["secret"]).verify(body + b" ", headers)
        rotated = self.wallet.rotate_webhook_secret(made["webhook"]["id"])
        self.assertNotEqual(rotated["secret"], made["secret"])

    def test_many_at_once_with_asyncio(self) -> None:
        async def spend_all() -> list[int]:
            async with AsyncWalletClient(URL) as wallet:
                spends = (wallet.create_spend(self.spend(1), idempotency_key=f"many-{n}") for n in range(20))
                await asyncio.gather(*spends)
                return [entry["amount"] async for entry in wallet.iterate_entries(self.owner, "GOLD_COINS", limit=7)]

        self.assertEqual(asyncio.run(spend_all()), [-1] * 20 + [100])

    def test_events_are_followed_from_the_last_one_that_was_seen(self) -> None:
        first = next(self.wallet.follow_events(owner=self.owner))
        self.assertEqual(first["type"], "top_up.posted")
        self.wallet.create_spend(self.spend(30), idempotency_key="order-1")
        second = next(self.wallet.follow_events(owner=self.owner, after=first["cursor"]))
        self.assertEqual((second["type"], second["data"]["wallets"][0]["balance"]), ("spend.posted", 70))

    def test_an_answer_that_is_cut_off_is_asked_for_again_and_booked_once(self) -> None:
        meta = Meta()
        with socket.create_server(("127.0.0.1", 0)) as listener:
            threading.Thread(target=cut_the_first_answer, args=(listener,), daemon=True).start()
            with WalletClient(f"http://127.0.0.1:{listener.getsockname()[1]}") as through:
                spent = through.create_spend(self.spend(5), idempotency_key="cut", meta=meta)
        self.assertEqual((spent["balance"], meta.attempts, meta.replayed), (95, 2, True))

    def test_the_bot_gives_once_a_day_and_tells_refusals_in_words(self) -> None:
        friend = f"{self.owner}_friend"
        self.assertIn("no coins yet", bot.answer(self.wallet, friend, "/balance", "1"))
        self.assertIn("that was 120 in all", bot.answer(self.wallet, self.owner, "/daily", "2"))
        self.assertIn("that was 120 in all", bot.answer(self.wallet, self.owner, "/daily", "3"))
        self.assertIn("115 are left", bot.answer(self.wallet, self.owner, f"/give {friend} 5", "4"))
        self.assertIn("115 are left", bot.answer(self.wallet, self.owner, f"/give {friend} 5", "4"))
        self.assertIn("5 coins", bot.answer(self.wallet, friend, "/balance", "5"))
        self.assertIn("900", bot.answer(self.wallet, self.owner, f"/give {friend} 900", "6"))


def cut_the_first_answer(listener: socket.socket) -> None:
    """Passes connections on to the server; the first answer reaches nobody."""
    server = urlsplit(URL)
    is_first = True
    while True:
        try:
            client, _ = listener.accept()
        except OSError:
            return
        with client, socket.create_connection((server.hostname, server.port)) as upstream:
            threading.Thread(target=pass_on, args=(client, upstream), daemon=True).start()
            answer = upstream.recv(65536)
            if not is_first:
                client.sendall(answer)
                pass_on(upstream, client)
        is_first = False


def pass_on(source: socket.socket, target: socket.socket) -> None:
    """Passes on what comes, until one of the two is closed."""
    try:
        while data := source.recv(65536):
            target.sendall(data)
    except OSError:
        pass


if __name__ == "__main__":
    unittest.main()
