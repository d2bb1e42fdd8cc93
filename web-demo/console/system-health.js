// Whether the service works, how far things are behind, and what was proven of the ledger.
import { html, useEffect, useMemo } from "../ui.js";
import { sent } from "./action.js";
import { readMetrics } from "./analytics.js";
import { save } from "./csv.js";
import { ActionButton } from "./dialog.js";
import { formatNumber } from "./figures.js";
import { Empty, Read, Table, Tag, Tile, When } from "./parts.js";
import { useRead } from "./server.js";
import { may } from "./session.js";

const LOOK_MS = 500;
const TONES = { ok: "good", warning: "warn", failed: "bad" };

const CHECKS = {
  reads: "The store answers questions",
  writes: "The store takes writes",
  verification: "No proof has found anything wrong",
  time: "The ledger's time is not ahead of its clock",
};

export function Health() {
  const ready = useRead("/health/ready");
  // A server that is not ready tells its checks in the problem.
  const checks = ready.body?.checks ?? ready.failure?.problem?.checks;
  const metrics = useRead("/metrics", (_, text) => text !== "");
  return html`
    <section class="part" aria-labelledby="health-title">
      <h2 id="health-title">How it does</h2>
      ${checks
        ? html`<ul class="checks">
            ${Object.entries(checks).map(([name, { status, detail }]) => html`
              <li key=${name}><${Tag} tone=${TONES[status]}>${status}<//> ${status === "ok" ? CHECKS[name] ?? name : detail ?? name}</li>
            `)}
          </ul>`
        : html`<${Read} of=${ready} what="the health checks">${() => null}<//>`}
      ${metrics.body && html`<${Lags} text=${metrics.body.text} />`}
    </section>
    ${may("operate") && html`<${Proven} />`}
  `;
}

const seconds = (value) => (value < 1 ? `${formatNumber(Math.round(value * 1000))} ms` : `${formatNumber(Math.round(value))} s`);
const UNITS = ["B", "kB", "MB", "GB", "TB"];
function bytes(value) {
  const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, value)) / 3)));
  return `${formatNumber(Math.round((value / 1000 ** power) * 10) / 10)} ${UNITS[power]}`;
}

/** What is measured, where it says how far something is behind or how full something is. */
function Lags({ text }) {
  const lines = useMemo(() => readMetrics(text), [text]);
  const one = (name) => lines.find((line) => line.name === name)?.value;
  const standbys = lines.filter(({ name }) => name === "wallet_standby_lag_seconds");
  const started = one("process_start_time_seconds");
  const isEmbedded = one("wallet_store_database_bytes") !== undefined;
  const pool = lines.filter(({ name }) => name === "wallet_pool_connections").reduce((sum, { value }) => sum + value, 0);
  const tiles = [
    { title: "Store", value: isEmbedded ? "SQLite" : "PostgreSQL", note: isEmbedded ? `${bytes(one("wallet_store_database_bytes"))}, log ${bytes(one("wallet_store_log_bytes"))}, ${bytes(one("wallet_store_disk_free_bytes"))} free` : `${formatNumber(pool)} of ${formatNumber(one("wallet_pool_connections_max") ?? 0)} connections` },
    { title: "Feed", value: formatNumber(one("wallet_feed_position") ?? 0), note: `latest position, ${seconds(one("wallet_feed_lag_seconds") ?? 0)} behind the ledger` },
    { title: "Webhooks", value: seconds(one("wallet_webhook_lag_seconds") ?? 0), note: "the oldest delivery waits", tone: one("wallet_webhook_lag_seconds") > 60 ? "warn" : null },
    { title: "Commands waiting", value: formatNumber(one("wallet_queue_commands") ?? 0), note: `of ${formatNumber(one("wallet_queue_commands_max") ?? 0)} that may` },
    ...standbys.map(({ labels, value }) => ({ title: `Standby ${labels.standby}`, value: value === Infinity ? "not read from" : seconds(value), note: "behind the primary, at most", tone: value === Infinity ? "bad" : null })),
    ...(started ? [{ title: "Up since", value: html`<${When} at=${new Date(started * 1000).toISOString()} />`, note: "this server's process" }] : []),
  ];
  return html`<div class="tiles">${tiles.map((tile) => html`<${Tile} key=${tile.title} ...${tile} />`)}</div>`;
}

/** The latest verification, and where every asset's supply is. */
function Proven() {
  const audit = useRead("/v1/audit");
  const isWaiting = useVerification(audit);
  return html`
    <section class="part" aria-labelledby="proven-title">
      <div class="heading"><h2 id="proven-title">What is proven</h2>
        <${ActionButton} kind="verify" subject=${{}} label="Verify now" /></div>
      <p class="lead">The server proves what was committed since the last time, again and again. <code>wallet verify</code> proves the whole ledger.</p>
      <p class="hint" role="status">${isWaiting && "The server verifies. What it finds appears here."}</p>
      <${Read} of=${audit} what="the audit">
        ${({ assets, last_verification: last, heads, version }) => html`
          ${last
            ? html`<p class="check ${last.ok ? "equal" : "differs"}"><strong>${last.ok
                ? "The latest verification found nothing."
                : `The latest verification has ${last.findings === 1 ? "one finding" : `${formatNumber(last.findings)} findings`}, which wallet verify names.`}</strong>
                It ended <${When} at=${last.finished_at} />.</p>`
            : html`<${Empty} title="Nothing was verified yet"><p>A server does so by itself soon after its start, unless <code>verify.every</code> is 0; the button does it now.</p><//>`}
          <${Table} caption="Where every asset's supply is" rows=${assets} rowKey=${({ asset }) => asset} columns=${AUDIT_COLUMNS} />
          <p class="hint">Supply and debts are treasury, revenue, budgets and players together.</p>
          <${Heads} heads=${heads} />
          <p class="hint">This server is Wallet ${version}.</p>
        `}
      <//>
    </section>
  `;
}

/** After a verification was asked for the audit is read until it tells another one. Returns whether it is waited for. */
function useVerification({ body, busy, reload }) {
  const { command, answer } = sent.use() ?? {};
  const before = command?.kind === "verify" && answer?.kind === "ok" ? (answer.body.before?.finished_at ?? null) : undefined;
  const isWaiting = before !== undefined && body !== null && (body.last_verification?.finished_at ?? null) === before;
  useEffect(() => {
    if (!isWaiting || busy) return;
    const timer = setTimeout(reload, LOOK_MS);
    return () => clearTimeout(timer);
  }, [isWaiting, busy]);
  return isWaiting;
}

/** The chain's heads, as the file that `wallet verify --head` takes. */
function Heads({ heads }) {
  if (heads.length === 0) return null;
  const file = {
    wallet_heads: 1,
    heads: heads.map(({ lane, number, hash, created_at: at }) => ({ lane, number, hash, created_at_us: toMicros(at) })),
  };
  const keep = () => save(`heads-${new Date().toISOString().slice(0, 10)}.json`, `${JSON.stringify(file, null, 2)}\n`, "application/json");
  return html`
    <div class="heading"><h3>Heads of the chain</h3><button type="button" class="quiet small-button" onClick=${keep}>Keep them</button></div>
    <p class="lead">Keep the file where nobody who writes to the store can write. Later, <code>wallet verify --head FILE</code> shows that nothing up
      to now was changed or removed.</p>
    <${Table} caption="Heads of the chain" rows=${heads} rowKey=${({ lane }) => lane} columns=${HEAD_COLUMNS} />
  `;
}

/** Microseconds since 1970 of a time as the service writes it, with six digits behind the second. */
const toMicros = (at) => Date.parse(`${at.slice(0, 19)}Z`) * 1000 + Number(at.slice(20, 26));

const HEAD_COLUMNS = [
  { title: "Lane", cell: ({ lane }) => formatNumber(lane) },
  { title: "Commit", figure: true, cell: ({ number }) => formatNumber(number) },
  { title: "Decided", cell: ({ created_at: at }) => html`<${When} at=${at} />` },
  { title: "Hash", cell: ({ hash }) => html`<code>${hash}</code>` },
];

const AUDIT_COLUMNS = [
  { title: "Asset", cell: ({ asset }) => asset },
  ...["supply", "treasury", "revenue", "budgets", "players", "debts"].map((name) => ({
    title: name.charAt(0).toUpperCase() + name.slice(1),
    figure: true,
    cell: (row) => formatNumber(row[name]),
  })),
];
