// Every route of the document, called by types that openapi-typescript makes of it: no cast, no `any`. It is compiled by
// `tsc --strict` and run against a server with the demo data. A test asks for a line here for each operation.
import createClient from "openapi-fetch";
import type { components, paths } from "./schema.js";

type Schemas = components["schemas"];

export async function main(baseUrl: string): Promise<void> {
  const client = createClient<paths>({ baseUrl });

  let keys = 0;
  const key = () => ({ header: { "Idempotency-Key": `typed-${++keys}` } });
  const originalKey = () => ({ header: { "X-Idempotency-Key": `typed-${++keys}` } });
  const owner = "user_001";
  const asset = "GOLD_COINS";
  const wallet = { path: { owner, asset } };

  // What moves credits.
  const topUp = done(
    await client.POST("/v1/top-ups", {
      params: key(),
      body: { owner, asset, amount: 1000, payment_ref: "typed", metadata: { shop: "hats", items: [1, { size: "L" }] } },
    }),
  );
  const id: string = topUp.id;
  const balance: number = topUp.balance;
  const shop: unknown = topUp.metadata?.["shop"];
  expect(balance >= 1000 && shop === "hats", "a top-up has a balance and its metadata");
  done(await client.POST("/v1/bonuses", { params: key(), body: { owner, asset, amount: 5, reason: "daily" } }));
  const spend = done(await client.POST("/v1/spends", { params: key(), body: { owner, asset, amount: 30 } }));
  const mint = done(await client.POST("/v1/mints", { params: key(), body: { asset: "DIAMONDS", amount: 1000 } }));
  expect(mint.flow === "mint", "a flow is a name");
  const policy: Schemas["Policy"] = {
    transferable: true,
    over_max: "clip",
    rates: [{ to: "DIAMONDS", pay: 10, receive: 1 }],
    limits: [{ flow: "bonus", per: "day", max_amount: 500 }],
  };
  const changed = done(await client.PATCH("/v1/assets/{code}", { params: { path: { code: asset } }, body: { policy } }));
  expect(changed.policy.over_max === "clip", "a policy is changed");
  done(
    await client.POST("/v1/purchases", {
      params: key(),
      body: { owner, pay: [{ asset, amount: 5 }], receive: [{ asset: "DIAMONDS", amount: 1 }], sku: "typed" },
    }),
  );
  done(await client.POST("/v1/conversions", { params: key(), body: { owner, asset, amount: 10, to: "DIAMONDS" } }));
  done(await client.POST("/v1/gifts", { params: key(), body: { owner, to: "user_002", asset, amount: 1 } }));
  const budget = "system:event_typed";
  done(await client.PUT("/v1/wallets/{owner}/{asset}", { params: { path: { owner: budget, asset } } }));
  done(await client.POST("/v1/allocations", { params: key(), body: { budget, asset, amount: 10 } }));
  const batch = done(
    await client.POST("/v1/batches", {
      body: {
        commands: [
          { flow: "bonus", idempotency_key: "typed-batch-1", owner, asset, amount: 1 },
          { flow: "reversal", idempotency_key: "typed-batch-2", reverses: spend.id, amount: 1 },
        ],
      },
    }),
  );
  for (const result of batch.results) {
    expect(result.problem === undefined && result.transaction?.status === "posted", "a batch's command is posted");
  }

  // Holds.
  const hold = done(await client.POST("/v1/holds", { params: key(), body: { owner, asset, amount: 30, expires_in_s: 60 } }));
  const held = { path: { id: hold.id } };
  done(await client.POST("/v1/holds/{id}/capture", { params: { ...key(), ...held }, body: { amount: 10 } }));
  done(await client.POST("/v1/holds/{id}/release", { params: { ...key(), ...held } }));
  const ended: Schemas["HoldStatus"] = done(await client.GET("/v1/holds/{id}", { params: held })).status;
  expect(ended === "released", "a hold is released");
  done(await client.GET("/v1/wallets/{owner}/{asset}/holds", { params: { ...wallet, query: { limit: 5 } } }));

  // What was decided.
  const spent = { path: { id: spend.id } };
  done(
    await client.POST("/v1/transactions/{id}/reversals", {
      params: { ...key(), ...spent },
      body: { amount: 1, on_shortfall: "take_available" },
    }),
  );
  done(await client.GET("/v1/transactions/{id}/reversals", { params: spent }));
  // Posted or rejected is told by the status alone.
  const found = done(await client.GET("/v1/transactions/{id}", { params: { path: { id } } }));
  const told: string = found.status === "posted" ? `balance ${found.balance.toFixed()}` : found.problem.code;
  expect(told === `balance ${balance}`, "it is posted");
  done(await client.GET("/v1/transactions", { params: { query: { owner, idempotency_key: "typed-1" } } }));
  done(await client.GET("/v1/transactions", { params: { query: { metadata: ["level=4", 'of shop="hats"'] } } }));
  done(await client.GET("/v1/payments/{payment_ref}", { params: { path: { payment_ref: "typed" } } }));

  // Refusals have a code out of a closed set, and figures.
  const refused = await client.POST("/v1/spends", { params: key(), body: { owner, asset, amount: 1_000_000_000 } });
  const code: Schemas["ProblemCode"] | undefined = refused.error?.code;
  expect(code === "insufficient_funds" && refused.error?.available !== undefined, "it is refused");

  // Wallets.
  const player = { path: { owner: "user_typed", asset } };
  const players = { path: { owner: "user_typed" } };
  const opened = done(await client.POST("/v1/wallets", { body: { wallets: [player.path] } }));
  expect(opened.results[0]?.wallet?.status === "open", "a wallet is opened");
  done(await client.GET("/v1/wallets", { params: { query: { asset, limit: 5 } } }));
  const many = done(await client.POST("/v1/wallets/query", { body: { owners: [owner, "user_002"] } }));
  const balances: number[] = many.data.flatMap((one) => one.wallets.map((its) => its.available));
  expect(balances.length > 1, "both have wallets");
  done(await client.POST("/v1/wallets/{owner}/freeze", { params: players, body: { block: "debits" } }));
  done(await client.POST("/v1/wallets/{owner}/unfreeze", { params: players }));
  done(await client.POST("/v1/wallets/{owner}/{asset}/freeze", { params: player, body: { reason: "a dispute" } }));
  done(await client.POST("/v1/wallets/{owner}/{asset}/unfreeze", { params: player }));
  done(await client.POST("/v1/wallets/{owner}/{asset}/close", { params: player }));
  done(await client.POST("/v1/wallets/{owner}/{asset}/reopen", { params: player }));
  done(await client.POST("/v1/wallets/{owner}/close", { params: players }));
  done(await client.POST("/v1/wallets/{owner}/reopen", { params: players }));
  done(await client.GET("/v1/wallets/{owner}", { params: players }));
  const one: Schemas["Wallet"] = done(await client.GET("/v1/wallets/{owner}/{asset}", { params: wallet }));
  expect(one.available + one.held === one.balance, "what is held is not available");
  const entries = done(
    await client.GET("/v1/wallets/{owner}/{asset}/entries", { params: { ...wallet, query: { flow: "spend", order: "desc" } } }),
  );
  const way: "debit" | "credit" | undefined = entries.data[0]?.entry_type;
  expect(way === "debit", "a spend is a debit");
  const at = "2100-01-01T00:00:00Z";
  done(await client.GET("/v1/wallets/{owner}/{asset}/balance", { params: { ...wallet, query: { at } } }));
  done(await client.GET("/v1/wallets/{owner}/{asset}/statement", { params: { ...wallet, query: { format: "json" } } }));

  const csv: string = done(await client.GET("/v1/exports/transactions", { params: { query: { format: "csv" } }, parseAs: "text" }));
  expect(csv.includes("#end,"), "an export says that it is whole");
  done(await client.GET("/v1/exports/entries", { params: { query: { owner } }, parseAs: "text" }));
  done(await client.GET("/v1/exports/wallets", { params: { query: { asset } }, parseAs: "text" }));

  // Assets.
  done(await client.GET("/v1/assets"));
  done(await client.POST("/v1/assets", { body: { code: "TYPED", name: "Typed", policy: { max_balance: 100 } } }));
  done(await client.GET("/v1/assets/{code}", { params: { path: { code: "TYPED" } } }));
  const about = { path: { owner } };
  const written = done(await client.POST("/v1/owners/{owner}/notes", { params: about, body: { text: "typed" } }));
  const notes = done(await client.GET("/v1/owners/{owner}/notes", { params: { ...about, query: { limit: 5 } } }));
  expect(notes.data[0]?.number === written.number, "the latest note");
  const changes = done(await client.GET("/v1/changes", { params: { query: { limit: 5 } } }));
  const action: Schemas["ChangeAction"] | undefined = changes.data[0]?.action;
  expect(action === "note", "the latest change");
  const events = done(await client.GET("/v1/events", { params: { query: { limit: 5, types: "asset.*" } } }));
  const created: string | undefined = events.data[0]?.type;
  expect(created === "asset.created", "the first event");
  done(await client.GET("/v1/audit"));
  const proven: boolean | undefined = done(await client.POST("/v1/verifications")).before?.ok;
  expect(proven !== false, "the latest verification found nothing");
  const own = done(await client.GET("/v1/keys/self"));
  const scope: Schemas["Scope"] | undefined = own.scopes[0];
  expect(own.role === null && scope === "read", "without keys everything is allowed");
  const ada = done(await client.POST("/v1/keys", { body: { name: "ada", role: "economist" } }));
  const maker = { path: { id: ada.key.id } };
  const secret: string = done(await client.POST("/v1/keys/{id}/rotate", { params: maker, body: { grace_s: 60 } })).secret;
  expect(secret !== ada.secret, "another secret");
  expect(!done(await client.POST("/v1/keys/{id}/revoke", { params: maker })).live, "a revoked key is not live");
  expect(done(await client.GET("/v1/keys")).data.length > 0, "a revoked key is listed");
  const waits = { flow: "bonus" as const, idempotency_key: `approval-${Date.now()}`, owner, asset, amount: 1 };
  const asked = done(await client.POST("/v1/approvals", { body: { command: waits } }));
  const ask = { path: { id: asked.id } };
  const decided: Schemas["ApprovalStatus"] = done(await client.GET("/v1/approvals/{id}", { params: ask })).status;
  expect(decided === "pending", "nobody has decided");
  done(await client.GET("/v1/approvals", { params: { query: { status: "pending", limit: 5 } } }));
  const mine = await client.POST("/v1/approvals/{id}/approve", { params: ask, body: { digest: asked.digest } });
  expect(mine.error?.code === "own_approval", "nobody approves their own");
  const no = await client.POST("/v1/approvals/{id}/reject", { params: ask, body: { reason: "no" } });
  expect(no.error?.code === "own_approval", "nor rejects it");
  const flows = done(await client.GET("/v1/analytics/flows", { params: { query: { asset, by: "reason" } } }));
  isJson(flows);
  const inOfFirst: number | undefined = flows.days[0]?.rows[0]?.in;
  expect(inOfFirst === undefined || inOfFirst >= 0, "figures are numbers");
  done(await client.GET("/v1/analytics/supply", { params: { query: { asset, from: "2026-11-01", to: "2026-11-30" } } }));
  done(await client.GET("/v1/analytics/velocity", { params: { query: { asset } } }));

  // Figures of the economy.
  const figures = { params: { query: { asset } } };
  const spread = done(await client.GET("/v1/analytics/distribution", figures));
  isJson(spread);
  const gini: number | null = spread.gini;
  expect(gini === null || gini <= 1, "a Gini coefficient is a share");
  done(await client.GET("/v1/analytics/top", figures));
  done(await client.GET("/v1/analytics/holders", figures));
  done(await client.GET("/v1/analytics/debts", figures));
  done(await client.GET("/v1/analytics/holds", figures));

  // Webhooks and alerts. This server may send to this machine, where nobody listens at that port.
  const url = "http://127.0.0.1:9/hook";
  const made = done(await client.POST("/v1/webhooks", { body: { url, types: ["spend.*"], payload: "thin" } }));
  expect(made.secret.startsWith("whsec_"), "a secret is told");
  const hook = { path: { id: made.webhook.id } };
  const hooks = done(await client.GET("/v1/webhooks"));
  const delivered: number | undefined = hooks.data[0]?.progress?.delivered;
  expect(delivered === 0, "nothing was delivered");
  const status: Schemas["WebhookStatus"] = done(
    await client.PATCH("/v1/webhooks/{id}", { params: hook, body: { paused: true } }),
  ).status;
  expect(status === "paused", "a webhook is paused");
  const rotated = done(await client.POST("/v1/webhooks/{id}/rotate", { params: hook }));
  expect(rotated.secret !== made.secret, "another secret");
  const ping = done(await client.POST("/v1/webhooks/{id}/ping", { params: hook }));
  expect(!ping.delivered && ping.error !== undefined, "nobody is there");
  done(await client.POST("/v1/webhooks/{id}/replay", { params: hook, body: { from: "1.0" } }));
  const replayed: string | undefined = done(await client.GET("/v1/webhooks/{id}", { params: hook })).replay?.from;
  const stopped: string | undefined = done(await client.DELETE("/v1/webhooks/{id}/replay", { params: hook })).replay?.from;
  expect(replayed === "1.0" && stopped === undefined, "a replay has begun, and is over");
  done(await client.GET("/v1/webhooks/{id}/deliveries", { params: hook }));
  done(await client.GET("/v1/webhooks/{id}/parked", { params: { ...hook, query: { limit: 5 } } }));
  const gone: boolean = done(await client.DELETE("/v1/webhooks/{id}", { params: hook })).deleted;
  expect(gone, "a webhook is deleted");
  const low = { path: { id: "low_gold" } };
  done(await client.PUT("/v1/alerts/{id}", { params: low, body: { asset, owner, below: 100 } }));
  const line: number | undefined = done(await client.GET("/v1/alerts/{id}", { params: low })).below;
  expect(line === 100, "an alert has a line");
  done(await client.GET("/v1/alerts"));
  done(await client.DELETE("/v1/alerts/{id}", { params: low }));

  // The original service's routes.
  const user = { userId: owner, assetCode: asset, amount: 1 };
  const newBalance: number = done(await client.POST("/wallet/topup", { params: originalKey(), body: user })).newBalance;
  expect(newBalance > 0, "a new balance");
  done(await client.POST("/wallet/bonus", { params: originalKey(), body: user }));
  done(await client.POST("/wallet/spend", { params: originalKey(), body: user }));
  done(await client.GET("/wallet/balance/{userId}", { params: { path: { userId: owner }, query: { asset } } }));

  // The service.
  done(await client.GET("/health"));
  done(await client.GET("/health/live"));
  done(await client.GET("/health/ready"));
  const metrics: string = done(await client.GET("/metrics", { parseAs: "text" }));
  expect(metrics.includes("wallet_"), "metrics");
  done(await client.GET("/openapi.json"));
}

/** The data of an answer that has some. */
function done<T>(answer: { data?: T; error?: unknown; response: Response }): NonNullable<T> {
  const { data, error, response } = answer;
  if (data === undefined || data === null) throw new Error(`${response.url}: ${response.status} ${JSON.stringify(error)}`);
  return data;
}

/** Of a route that has CSV as well: it answered in JSON. */
function isJson<T>(answer: T | string): asserts answer is T {
  expect(typeof answer !== "string", "JSON is answered");
}

function expect(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}
