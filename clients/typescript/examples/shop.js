// A shop in 60 lines: `node examples/shop.js`, with a Wallet server on the demo data at http://localhost:3000.
//
//   curl -X POST localhost:8080/orders -d '{"id": "order-1", "player": "user_001", "item": "hat"}'
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";
import { NoOutcomeError, ProblemError, WalletClient } from "@wallet/client";

const PRICES = { hat: 30, sword: 120, castle: 900 };

/** Sells an item. The order's id is the key: however often the order is sent, it is paid once. */
export async function buy(wallet, player, item, order) {
  const amount = PRICES[item];
  if (amount === undefined) return { sold: false, why: `There is no ${item}.` };
  const body = { owner: player, asset: "GOLD_COINS", amount, description: `A ${item}` };
  try {
    const paid = await wallet.createSpend(body, { idempotencyKey: order });
    return { sold: true, balance: paid.balance };
  } catch (error) {
    // Not known within the deadline: the same order, sent again, is answered with what became of it.
    if (error instanceof NoOutcomeError) return { sold: null, why: "Please try again in a moment." };
    if (!(error instanceof ProblemError)) throw error;
    switch (error.problem.code) {
      case "insufficient_funds":
        return { sold: false, why: `You have ${error.problem.available} coins; it costs ${error.problem.required}.` };
      case "wallet_not_found":
        return { sold: false, why: "You have no coins yet." };
      case "wallet_frozen":
        return { sold: false, why: "Your coins are frozen: ask support." };
      default:
        throw error;
    }
  }
}

async function readJson(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString());
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const wallet = new WalletClient({ baseUrl: process.env.WALLET_URL ?? "http://localhost:3000", apiKey: process.env.WALLET_KEY });
  const answer = async (request, response) => {
    const { id, player, item } = await readJson(request);
    const sold = await buy(wallet, player, item, id);
    response.writeHead(sold.sold === null ? 503 : 200, { "Content-Type": "application/json" });
    response.end(JSON.stringify(sold));
  };
  createServer((request, response) => {
    answer(request, response).catch((error) => response.writeHead(500).end(`${error.message}\n`));
  }).listen(8080, "127.0.0.1", () => console.log("the shop is open on http://localhost:8080/orders"));
}
