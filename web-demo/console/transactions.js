// Screen 3: transactions across the ledger. The address has the filters, so a link reproduces the view.
import { html, useRef } from "../ui.js";
import { csvOf, save } from "./csv.js";
import { ExportAll } from "./exports.js";
import { nameOf } from "./figures.js";
import { Amount, Empty, Failure, Loading, More, Table, Tag, When } from "./parts.js";
import { goTo, hrefTo } from "./route.js";
import { usePages, useRead, v1 } from "./server.js";
import { boundTo } from "./session.js";
import { instantOf, Moment } from "./timeline.js";
import { FLOWS, headingOf, nameOfOwner, notesOf, titleOf, whoOf } from "./told.js";
import { TransactionView } from "./transaction.js";

export const Screen = ({ route: { parts: [id], query } }) =>
  id ? html`<${TransactionView} key=${id} id=${id} />` : html`<${Search} query=${query} />`;

/** The conditions of docs/api/search.md, by the names of its parameters. */
const CONDITIONS = ["owner", "flow", "status", "asset", "min_amount", "max_amount", "reference", "payment_ref", "actor", "from", "to"];

/** A search is about so long at most. */
const SPAN_MS_MAX = 366 * 24 * 60 * 60 * 1000;

/** The service's path of a query, of a search or of an export; `metadata` has a condition a line. */
export function searchPath(query, ...room) {
  const asked = { ...query, asset: boundTo(query.asset) };
  const given = CONDITIONS.filter((name) => asked[name]).map((name) => [name, asked[name]]);
  const members = (query.metadata ?? "").split("\n").map((line) => line.trim()).filter(Boolean);
  return `${v1(...room, "transactions")}?${new URLSearchParams([...given, ...members.map((line) => ["metadata", line])])}`;
}

const COLUMNS_OF_CSV = [
  ["id", ({ id }) => id],
  ["created_at", ({ created_at: at }) => at],
  ["flow", ({ flow }) => flow],
  ["status", ({ status }) => status],
  ["owner", ({ owner }) => owner],
  ["asset", ({ asset }) => asset],
  ["amount", ({ amount }) => amount],
  ["balance", ({ balance }) => balance],
  ["reference", ({ reference }) => reference],
  ["description", ({ description }) => description],
  ["metadata", ({ metadata }) => metadata && JSON.stringify(metadata)],
  ["actor", ({ actor }) => actor?.name],
  ["on_behalf_of", ({ actor }) => actor?.on_behalf_of],
  ["idempotency_key", ({ idempotency_key: key }) => key],
  ["problem", ({ problem }) => problem?.code],
];

function Search({ query }) {
  const pages = usePages(searchPath(query));
  const assets = useRead(v1("assets")).body?.assets ?? [];
  return html`
    <h1 tabindex="-1">Transactions</h1>
    <p class="lead">Across all players, the newest first: the last 31 days unless a time is named, and 366 days at most. The
      address keeps the filters: share it.</p>
    <${Filters} key=${JSON.stringify(query)} query=${query} assets=${assets} />
    <section aria-label="Found" aria-busy=${pages.busy}>
      ${pages.failure && html`<${Failure} failure=${pages.failure} what="The transactions" onRetry=${pages.reload} />`}
      ${!pages.rows && !pages.failure && html`<${Loading} what="the transactions" />`}
      ${pages.rows?.length === 0 && pages.isDone && html`
        <${Empty} title="None fits">All that is named must fit. Leave a condition out, or look at another time: without one it is
          the last 31 days.</${Empty}>
      `}
      ${pages.rows?.length > 0 && html`<${Rows} rows=${pages.rows} />`}
      ${pages.rows && html`<${More} pages=${pages} noun="transaction" end="all that fit" />`}
      <div class="buttons">
        ${pages.rows?.length > 0 && html`
          <button type="button" class="quiet" onClick=${() => save("transactions.csv", csvOf(COLUMNS_OF_CSV, pages.rows))}>
            CSV of what is shown
          </button>
        `}
        ${!query.payment_ref && html`<${ExportAll} key=${JSON.stringify(query)} what="transactions" path=${searchPath(query, "exports")} />`}
      </div>
    </section>
  `;
}

const Rows = ({ rows }) => html`
  <${Table} caption="Transactions, the newest first" rows=${rows} rowKey=${({ id }) => id} columns=${[
    { title: "Transaction", cell: (row) => html`
      <a href=${hrefTo(["transactions", row.id])}>${headingOf(row)}</a>
      ${row.status === "rejected" && html` <${Tag} tone="bad">refused</${Tag}>`}` },
    { title: "When", cell: ({ created_at: at }) => html`<${When} at=${at} />` },
    { title: "Owner", cell: ({ owner }) => html`<a href=${hrefTo(["player", owner])}>${nameOfOwner(owner)}</a>` },
    { title: "Amount", figure: true, cell: ({ amount, asset }) => html`<${Amount} value=${amount} asset=${asset} />` },
    { title: "About", cell: (row) => html`<span class="about">${row.problem?.title ?? notesOf(row, row.owner).join(" · ")}</span>` },
    { title: "Who", cell: (row) => whoOf(row) },
  ]} />
`;

function Filters({ query, assets }) {
  const form = useRef(null);
  const submit = (event) => {
    event.preventDefault();
    const typed = Object.fromEntries(new FormData(form.current));
    const given = { ...typed, from: instantOf(typed.from), to: instantOf(typed.to) };
    // A day that begins a long time is enough: the service refuses more than it can look through.
    if (given.from && !given.to && Date.now() - new Date(given.from) > SPAN_MS_MAX) {
      given.to = new Date(new Date(given.from).getTime() + SPAN_MS_MAX).toISOString();
    }
    goTo(["transactions"], given);
  };
  const text = (name, label, more = {}) => html`
    <label class="field"><span>${label}</span><input name=${name} defaultValue=${query[name] ?? ""} autocomplete="off" spellcheck=${false} ...${more} /></label>
  `;
  const select = (name, label, options) => html`
    <label class="field"><span>${label}</span>
      <select name=${name}>
        ${[["", "Any"], ...options].map(([code, words]) => html`<option key=${code} value=${code} selected=${code === (query[name] ?? "")}>${words}</option>`)}
      </select>
    </label>
  `;
  return html`
    <form ref=${form} class="search-form" onSubmit=${submit} aria-label="Filters" novalidate>
      ${select("flow", "Flow", FLOWS.map((flow) => [flow, titleOf(flow)]))}
      ${select("status", "Status", [["posted", "Posted"], ["rejected", "Refused"]])}
      ${select("asset", "Asset", assets.map(({ code }) => [code, nameOf(code)]))}
      ${text("owner", "Owner")}
      <${Moment} label="From" name="from" value=${query.from} />
      <${Moment} label="Until" name="to" value=${query.to} />
      ${text("min_amount", "Amount from", { inputmode: "numeric" })}
      ${text("max_amount", "Amount to", { inputmode: "numeric" })}
      ${text("reference", "Reference")}
      ${text("payment_ref", "Payment")}
      ${text("actor", "Who asked")}
      <label class="field"><span>Metadata</span>
        <textarea name="metadata" rows="1" placeholder="name=value, one a line" spellcheck=${false} defaultValue=${query.metadata ?? ""}></textarea></label>
      <div class="buttons">
        <button type="submit">Search</button>
        <a class="button quiet" href=${hrefTo(["transactions"])}>Clear</a>
      </div>
    </form>
  `;
}
