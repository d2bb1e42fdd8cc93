// One transaction: what it was, its legs, what it refers to, what was taken back of it, and what can be done.
import { html } from "../ui.js";
import { refundOf } from "./actions.js";
import { ActionButton } from "./dialog.js";
import { Amount, Figure, Read, Table, Tag, When } from "./parts.js";
import { hrefTo } from "./route.js";
import { useRead, v1 } from "./server.js";
import { debtorOf, headingOf, isReversible, nameOfOwner, notesOf, titleOf, whoOf } from "./told.js";

export function TransactionView({ id }) {
  const transaction = useRead(v1("transactions", id));
  const body = transaction.body;
  const reversals = useRead(body && isReversible(body) ? v1("transactions", id, "reversals") : null);
  const hold = useRead(body?.flow === "hold" && body.status === "posted" ? v1("holds", id) : null);
  return html`
    <div class="heading">
      <h1 tabindex="-1">${body ? headingOf(body) : "Transaction"}</h1>
      ${body && html`<${Tag} tone=${body.status === "posted" ? "good" : "bad"}>${body.status === "posted" ? "posted" : "refused"}</${Tag}>`}
    </div>
    <${Read} of=${transaction} what="the transaction">
      ${(it) => html`
        ${it.problem && html`<p class="failure" role="note"><strong>${it.problem.title}.</strong> ${it.problem.detail}</p>`}
        <${Facts} it=${it} />
        <div class="buttons">
          ${isReversible(it) && reversals.body?.remaining > 0 && html`<${ActionButton} label="Refund…" ...${refundOf(it)} />`}
          ${hold.body?.status === "open" && html`
            <${ActionButton} kind="release" label="Release the hold…"
              subject=${{ hold: id, owner: it.owner, asset: it.asset, remaining: hold.body.remaining }} />
          `}
        </div>
        ${it.entries.length > 0 && html`<h2>Entries</h2><${Entries} entries=${it.entries} />`}
        ${reversals.body && html`<${Reversals} reversals=${reversals.body} asset=${it.asset} />`}
        ${hold.body && html`<${Hold} hold=${hold.body} />`}
        <details class="raw"><summary>As the API tells it</summary><pre tabindex="0">${JSON.stringify(it, null, 2)}</pre></details>
      `}
    </${Read}>
  `;
}

const link = (id, text) => html`<a href=${hrefTo(["transactions", id])}>${text}</a>`;
const ownerLink = (owner) => html`<a href=${hrefTo(["player", debtorOf(owner) ?? owner])}>${nameOfOwner(owner)}</a>`;

function Facts({ it }) {
  const rows = [
    ["Owner", ownerLink(it.owner)],
    ["Amount", html`<${Amount} value=${it.amount} asset=${it.asset} />`],
    ["When", html`<${When} at=${it.created_at} />`],
    ["Who asked", whoOf(it)],
    notesOf(it, it.owner).length > 0 && ["About", notesOf(it, it.owner).join(" · ")],
    it.hold && ["Hold", link(it.hold, it.hold)],
    it.reverses && ["Takes back", link(it.reverses, `a ${titleOf(it.reversed_flow ?? "transaction").toLowerCase()}`)],
    it.shortfall > 0 && ["No longer there", html`<${Amount} value=${it.shortfall} asset=${it.asset} />`],
    it.expires_at && ["Until", html`<${When} at=${it.expires_at} />`],
    it.metadata && ["Metadata", html`<code>${JSON.stringify(it.metadata)}</code>`],
    ["Key", html`<code>${it.idempotency_key}</code>`],
    ["Id", html`<code>${it.id}</code>`],
  ];
  return html`
    <dl class="facts">
      ${rows.filter(Boolean).map(([term, value]) => html`<div key=${term}><dt>${term}</dt><dd>${value}</dd></div>`)}
    </dl>
  `;
}

const Entries = ({ entries }) => html`
  <${Table} caption="Entries: debits are negative" rows=${entries} rowKey=${({ owner, asset, amount }) => `${owner} ${asset} ${amount}`} columns=${[
    { title: "Wallet", cell: ({ owner }) => ownerLink(owner) },
    { title: "Amount", figure: true, cell: ({ amount, asset }) => html`<${Amount} value=${amount} asset=${asset} signed />` },
    { title: "Balance after", figure: true, cell: ({ balance_after: after }) => (after === undefined ? "–" : html`<${Figure} value=${after} />`) },
    { title: "Other side", cell: ({ counterparty }) => (counterparty ? ownerLink(counterparty) : "–") },
  ]} />
`;

const Reversals = ({ reversals: { reversed, remaining, data }, asset }) => html`
  <h2>Taken back</h2>
  <p>${reversed === 0 ? "Nothing was taken back." : html`<${Amount} value=${reversed} asset=${asset} /> was taken back, <${Amount} value=${remaining} asset=${asset} /> is left.`}</p>
  ${data.length > 0 && html`
    <${Table} caption="Reversals" rows=${data} rowKey=${({ id }) => id} columns=${[
      { title: "Refund", cell: ({ id, status, reference }) => html`${link(id, reference ?? "Refund")} ${status === "rejected" && html`<${Tag} tone="bad">refused</${Tag}>`}` },
      { title: "Amount", figure: true, cell: ({ amount }) => html`<${Amount} value=${amount} asset=${asset} />` },
      { title: "When", cell: ({ created_at: at }) => html`<${When} at=${at} />` },
      { title: "Who", cell: whoOf },
    ]} />
  `}
`;

const Hold = ({ hold: { status, remaining, captured, asset, expires_at: at, transactions } }) => html`
  <h2>The hold</h2>
  <p>
    It is ${status}. <${Amount} value=${captured} asset=${asset} /> was captured, <${Amount} value=${remaining} asset=${asset} /> is kept
    ${status === "open" && html` until <${When} at=${at} />`}.
  </p>
  ${transactions.length > 0 && html`
    <${Table} caption="What became of the hold" rows=${transactions} rowKey=${({ id }) => id} columns=${[
      { title: "Transaction", cell: (row) => link(row.id, headingOf(row)) },
      { title: "Amount", figure: true, cell: ({ amount }) => html`<${Amount} value=${amount} asset=${asset} />` },
      { title: "When", cell: ({ created_at: when }) => html`<${When} at=${when} />` },
      { title: "Who", cell: whoOf },
    ]} />
  `}
`;
