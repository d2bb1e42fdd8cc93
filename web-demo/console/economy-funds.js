// What the operator's own wallets have left, what players owe and for how long, and what is on hold.
import { html, useEffect, useMemo, useState } from "../ui.js";
import { ChartCard } from "./charts.js";
import { addDays, shortDay } from "./days.js";
import { AsOf, Told, linkTo } from "./economy-told.js";
import { daysLeftIn, RUNS_OUT, sayLasting } from "./funds.js";
import { Empty } from "./parts.js";
import { count, fraction } from "./numbers.js";
import { dayStart } from "./period.js";
import { bars, colourAt, lines } from "./plots.js";
import { hrefTo } from "./route.js";
import { read, useRead, v1, withQuery } from "./server.js";

/** So many moments of the period are looked up, of so many wallets: each is a request. */
const MOMENTS = 8;
const WALLETS_MAX = 5;

export function Funds({ choice }) {
  const { asset, period, zone } = choice;
  const path = withQuery("/v1/wallets", { asset, prefix: "system:", limit: 200 });
  const wallets = { path, ...useRead(path) };
  const metrics = useRead("/metrics", (_, text) => text !== "");
  const all = useMemo(() => daysLeftIn(metrics.body?.text ?? ""), [metrics.body]);
  const left = (owner) => all.get(`${owner} ${asset}`);
  const funds = useMemo(
    () => (wallets.body?.data ?? []).filter(({ owner }) => RUNS_OUT(owner)).sort((one, other) => other.balance - one.balance),
    [wallets.body],
  );
  const history = useHistory(funds, asset, period, zone);
  const series = history && funds.slice(0, WALLETS_MAX).map(({ owner }, at) => ({ name: shortOwner(owner), values: history.values[at], colour: colourAt(at) }));
  const plot = useMemo(() => series && lines({ days: history.days, series, begin: true }), [history]);
  return html`
    <${Told} id="funds" title="Treasury and budgets" read=${wallets}>
      <${ChartCard} id="funds" title="Treasury and budgets" plot=${plot} series=${series} link=${linkTo(choice, "funds")} source=${wallets.path}
        sentence="What the treasury and each budget still have to grant, at the end of some days of the period. How long it lasts is reckoned from what went out in the last day."
        summary=${funds.map(({ owner, balance }) => `${shortOwner(owner)} has ${count(balance)}`).join(", ")}
        columns=${[{ title: "Fund", write: shortOwner }, { title: "Has", write: count }, { title: "Lasts, days", write: lasting }, ...(history?.days ?? []).map((day) => ({ title: shortDay(day), write: count }))]}
        rows=${funds.map(({ owner, balance }, at) => [owner, balance, left(owner) ?? null, ...(history?.days ?? []).map((_, day) => history.values[at]?.[day] ?? null)])}>
        ${history === undefined && html`<p class="loading" role="status">Reading…</p>`}
        <ul class="funds">
          ${funds.map(({ owner, balance }) => html`
            <li key=${owner} data-tone=${left(owner) < 7 ? "bad" : null}><a href=${hrefTo(["player", owner])}>${shortOwner(owner)}</a>
              <span class="value">${count(balance)}</span> <small>${sayLasting(left(owner))}</small></li>
          `)}
        </ul>
      <//>
    <//>
  `;
}

/** "system:event_summer" -> "event_summer" */
const shortOwner = (owner) => owner.replace(/^system:/, "");
const lasting = (days) => (days === Infinity ? "nothing goes out" : fraction(days));

/**
 * The balances of the largest funds at some moments of the period: `{ days, values }`, values by fund and by moment. It is
 * undefined while it is read, and null where there are none.
 */
function useHistory(funds, asset, { from, to }, zone) {
  const [seen, setSeen] = useState(null);
  const owners = funds.slice(0, WALLETS_MAX).map(({ owner }) => owner);
  useEffect(() => {
    let isLate = false;
    setSeen(owners.length === 0 ? null : undefined);
    if (owners.length === 0) return;
    const days = momentsOf(from, to);
    const ask = async (owner) => {
      const values = [];
      for (const day of days) {
        const answer = await read(withQuery(v1("wallets", owner, asset, "balance"), { at: dayStart(addDays(day, 1), zone).toISOString() }));
        values.push(answer.kind === "ok" ? answer.body.balance : null);
      }
      return values;
    };
    Promise.all(owners.map(ask)).then((values) => {
      if (!isLate) setSeen(values.some((of) => of.some((value) => value !== null)) ? { days, values } : null);
    });
    return () => (isLate = true);
  }, [owners.join(" "), asset, from, to, zone]);
  return seen;
}

function momentsOf(from, to) {
  const span = Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
  const days = Array.from({ length: MOMENTS }, (_, at) => addDays(from, Math.round((span * at) / (MOMENTS - 1))));
  return [...new Set(days)];
}

/** A bar a class of age: how much is owed for how long. */
export function Debts({ choice, reads: { debts: read } }) {
  const classes = named(read.body?.ages, "days_max", (days) => `up to ${count(days)} days`, "longer");
  return html`
    <${Classes} id="debts" title="Debts by age" choice=${choice} read=${read} classes=${classes} head="Owed for"
      sentence="What players owe after something was taken back that they had spent, by when the debt began, as of the latest count."
      empty="Nobody owes anything" more="A debt begins when a refund or a chargeback takes back more than the player has left." />
  `;
}

/** A bar a class of time left: how much is on hold for how long. */
export function Holds({ choice, reads: { holds: read } }) {
  const classes = named(read.body?.ends, "within_days", (days) => `within ${count(days)} ${days === 1 ? "day" : "days"}`, "later");
  return html`
    <${Classes} id="holds" title="Open holds" choice=${choice} read=${read} classes=${classes} head="Ends"
      sentence="What players cannot spend because it is kept for something, by when the hold ends by itself, as of the latest count."
      empty="Nothing is on hold" more="A hold keeps credits for an order until they are captured or let go." />
  `;
}

const named = (rows, member, name, rest) =>
  (rows ?? []).map(({ [member]: bound, count: number, amount }) => ({ name: bound === null || bound === undefined ? rest : name(bound), number, amount }));

function Classes({ id, title, choice, read, classes, head, sentence, empty, more }) {
  const plot = useMemo(() => bars({ names: classes.map(({ name }) => name), values: classes.map(({ amount }) => amount), label: "Amount" }), [read.body]);
  return html`
    <${Told} id=${id} title=${title} read=${read}>
      ${read.body?.count === 0 && read.body.as_of
        ? html`<section class="card" id=${id} aria-labelledby=${`${id}-title`}><h2 id=${`${id}-title`}>${title}</h2>
            <${Empty} title=${empty}><p>${more}</p><//></section>`
        : html`
          <${ChartCard} id=${id} title=${title} sentence=${sentence} plot=${plot} link=${linkTo(choice, id)} source=${read.path} asOf=${html`<${AsOf} of=${read.body} />`}
            summary=${classes.map(({ name, amount }) => `${name}: ${count(amount)}`).join(", ")}
            columns=${[{ title: head }, { title: "How many", write: count }, { title: "Amount", write: count }]}
            rows=${classes.map(({ name, number, amount }) => [name, number, amount])} />
        `}
    <//>
  `;
}
