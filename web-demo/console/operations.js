// Screen 4: what operators look after. One webhook has a view of its own, in webhook.js; operator-actions.js has what is done.
import { html, useMemo } from "../ui.js";
import { ActionButton } from "./dialog.js";
import { Approvals } from "./approvals.js";
import { daysLeftIn, RUNS_OUT, sayLasting } from "./funds.js";
import { Amount, Asset, Empty, Read, Table, Tag, When } from "./parts.js";
import { formatNumber } from "./figures.js";
import { hrefTo } from "./route.js";
import { useRead, withQuery } from "./server.js";
import { may } from "./session.js";
import { StateOfHook, Webhook } from "./webhook.js";

export function Screen({ route }) {
  const [part, id] = route.parts;
  if (part === "webhooks" && id) return html`<${Webhook} id=${id} />`;
  return html`
    <h1 tabindex="-1">Operations</h1>
    <${Approvals} />
    ${may("webhooks") && html`<${Webhooks} />`}
    ${may("webhooks") && html`<${Alerts} />`}
    ${may("read") && html`<${Budgets} />`}
    <${BulkReversals} />
  `;
}

function Webhooks() {
  const hooks = useRead("/v1/webhooks");
  return html`
    <section class="part" aria-labelledby="webhooks-title">
      <div class="heading"><h2 id="webhooks-title">Webhooks</h2>
        <${ActionButton} kind="webhook.create" subject=${{}} label="Send events to a URL" /></div>
      <p class="lead">Where events are sent as they happen, and how far each receiver has got.</p>
      <${Read} of=${hooks} what="the webhooks">
        ${({ data }) => (data.length === 0
          ? html`<${Empty} title="No webhooks"><p>With one, your shop or your game hears of top-ups, spends and refunds as they happen, signed and in order.</p><//>`
          : html`<${Table} caption="Webhooks" rows=${data} rowKey=${({ id }) => id} columns=${HOOK_COLUMNS} />`)}
      <//>
    </section>
  `;
}

const HOOK_COLUMNS = [
  { title: "Receiver", cell: ({ id, url, description }) => html`<a href=${hrefTo(["operations", "webhooks", id])}>${description || url}</a>${description && html` <small class="break">${url}</small>`}` },
  { title: "State", cell: (hook) => html`<${StateOfHook} hook=${hook} />` },
  { title: "Behind", figure: true, cell: ({ progress }) => formatNumber(progress?.behind ?? 0) },
  { title: "Parked", figure: true, cell: ({ progress }) => html`<span class=${progress?.parked > 0 ? "debit" : null}>${formatNumber(progress?.parked ?? 0)}</span>` },
  { title: "Delivered", figure: true, cell: ({ progress }) => formatNumber(progress?.delivered ?? 0) },
];

function Alerts() {
  const alerts = useRead("/v1/alerts");
  const assets = useRead("/v1/assets");
  const known = assets.body?.assets ?? [];
  return html`
    <section class="part" aria-labelledby="alerts-title">
      <div class="heading"><h2 id="alerts-title">Alerts</h2>
        ${known.length > 0 && html`<${ActionButton} kind="alert.put" subject=${{ assets: known }} label="Watch a balance" />`}</div>
      <p class="lead">Lines that balances cross. Webhooks that ask for wallet.below or wallet.above are told once a crossing.</p>
      <${Read} of=${alerts} what="the alerts">
        ${({ data }) => (data.length === 0
          ? html`<${Empty} title="No alerts"><p>An alert tells you, say, when a player has fewer than 100 left, or suddenly a million.</p><//>`
          : html`<${Table} caption="Alerts" rows=${data} rowKey=${({ id }) => id} columns=${alertColumns(known)} />`)}
      <//>
    </section>
  `;
}

const alertColumns = (assets) => [
  { title: "Alert", cell: ({ id }) => id },
  { title: "Whose", cell: ({ owner }) => (owner ? html`<a href=${hrefTo(["player", owner])}>${owner}</a>` : "every player's") },
  { title: "Asset", cell: ({ asset }) => html`<${Asset} code=${asset} />` },
  { title: "Line", figure: true, cell: ({ below, above }) => `${below === undefined ? "above" : "below"} ${formatNumber(below ?? above)}` },
  { title: "Since", cell: ({ since }) => html`<${When} at=${since} />` },
  {
    title: "Actions",
    cell: (alert) => html`<span class="acts">
      <${ActionButton} kind="alert.put" subject=${{ ...alert, assets }} label="Change" />
      <${ActionButton} kind="alert.delete" subject=${alert} label="Delete" /></span>`,
  },
];

function Budgets() {
  const wallets = useRead(withQuery("/v1/wallets", { prefix: "system:", limit: 200 }));
  const metrics = useRead("/metrics", (_, text) => text !== "");
  const left = useMemo(() => daysLeftIn(metrics.body?.text ?? ""), [metrics.body]);
  return html`
    <section class="part" aria-labelledby="budgets-title">
      <h2 id="budgets-title">Treasury and budgets</h2>
      <p class="lead">What the service's own wallets can still grant, and how long that lasts at the rate of the last day. A budget is opened
        with <code>PUT /v1/wallets/system:NAME/ASSET</code>.</p>
      <${Read} of=${wallets} what="the budgets">
        ${({ data }) => {
          const funds = data.filter(({ owner }) => RUNS_OUT(owner));
          return funds.length === 0
            ? html`<${Empty} title="No treasury"><p>Every asset has one: there is no asset yet.</p><//>`
            : html`<${Table} caption="Treasury and budgets" rows=${funds} rowKey=${({ owner, asset }) => `${owner} ${asset}`} columns=${fundColumns(left)} />`;
        }}
      <//>
    </section>
  `;
}

const fundColumns = (left) => [
  { title: "Fund", cell: ({ owner }) => html`<a href=${hrefTo(["player", owner])}>${owner.replace(/^system:/, "")}</a>` },
  { title: "Asset", cell: ({ asset }) => html`<${Asset} code=${asset} />` },
  { title: "Has", figure: true, cell: ({ balance, asset }) => html`<${Amount} value=${balance} asset=${asset} />` },
  {
    title: "Lasts",
    cell: ({ owner, asset }) => {
      const days = left.get(`${owner} ${asset}`);
      return html`${sayLasting(days)} ${days < 7 && html`<${Tag} tone="bad">under a week<//>`}`;
    },
  },
  {
    title: "Actions",
    cell: (fund) => fund.owner !== "system:treasury" && html`<span class="acts">
      <${ActionButton} kind="budget.fund" subject=${fund} label="Fund" />
      <${ActionButton} kind="budget.fund" subject=${{ ...fund, back: true }} label="Take back" /></span>`,
  },
];

/** There is no route for them: the command works on the store itself, past keys and rate limits. */
const BulkReversals = () => html`
  <section class="part" aria-labelledby="bulk-title">
    <h2 id="bulk-title">Taking many back</h2>
    <p class="lead">A mispriced offer, a bonus that went to the wrong players: where the database's address is known, the command line takes back all
      that has one cause. What it did is in the transactions, under the name of its job.</p>
    <ol class="steps">
      <li>Try it: <code>wallet reverse --job offer-7 --flow bonus --metadata offer=7 --dry-run</code> says what would come of each.</li>
      <li>Do it: the same without <code>--dry-run</code>. It tells its progress; run again after an interruption, it does nothing twice.</li>
      <li>Look: <a href=${hrefTo(["transactions"], { flow: "reversal" })}>every reversal</a>, of this job and of others.</li>
    </ol>
  </section>
`;
