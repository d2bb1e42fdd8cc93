// A player's history as a timeline: the newest first, by day, with who did it and what it refers to.
import { html } from "../ui.js";
import { refundOf } from "./actions.js";
import { ActionButton } from "./dialog.js";
import { dayOf, formatAmount, formatDate, formatWeekday, nameOf } from "./figures.js";
import { useMoves } from "./moves.js";
import { Amount, Empty, Failure, Figure, Loading, More, Tag, When } from "./parts.js";
import { hrefTo, restate } from "./route.js";
import { pathTo, usePages, v1 } from "./server.js";
import { boundTo } from "./session.js";
import { debtMovesOf, FLOWS, headingOf, inOrder, isReversible, isSystem, movesOf, notesOf, sidesOf, titleOf, whoOf } from "./told.js";

/** A search is about so many days at most. */
const DAYS_MAX = 365;

export function Timeline({ owner, wallets, query }) {
  const { asset, flow, to, show } = query;
  const onlyMoves = show === "movements";
  const isBound = Boolean(boundTo(null));
  // The search's own filter on assets would leave out what a purchase of another asset brought.
  const keep = (transaction) => !asset || touches(transaction, owner, asset);
  const from = query.from ?? dayOf(to ?? new Date(), -DAYS_MAX).toISOString();
  const all = usePages(onlyMoves ? null : pathTo(v1("transactions"), { owner, flow, from, to, asset: isBound ? boundTo(asset) : null }), { keep, mark: asset });
  const assets = asset ? [asset] : wallets.map((wallet) => wallet.asset);
  const moves = useMoves(owner, onlyMoves ? assets : null, { flow, from: query.from, to });
  const pages = onlyMoves ? moves : all;
  const end = onlyMoves ? "all there are" : `back to ${formatDate(from)}`;
  return html`
    <section aria-labelledby="history-title" aria-busy=${pages.busy}>
      <h2 id="history-title">History${asset && ` of ${nameOf(asset)}`}</h2>
      <${Filters} owner=${owner} wallets=${wallets} query=${query} />
      ${(asset || query.from) && pages.rows?.length > 0 && html`<${Sums} owner=${owner} pages=${pages} asset=${asset} />`}
      ${pages.failure && html`<${Failure} failure=${pages.failure} what="The history" onRetry=${pages.reload} />`}
      ${!pages.rows && !pages.failure && html`<${Loading} what="the history" />`}
      ${pages.rows?.length === 0 && pages.isDone && html`
        <${Empty} title="Nothing happened">There is nothing that fits${query.from ? " in this time" : " in the last year"}. With fewer
          filters or another time there may be.</${Empty}>
      `}
      ${pages.rows?.length > 0 && html`<${Days} owner=${owner} rows=${pages.rows} asset=${asset} />`}
      ${pages.rows && html`<${More} pages=${pages} noun="transaction" end=${end} />`}
      ${pages.isDone && !onlyMoves && html`
        <p><a href=${hrefTo(["player", owner], { ...query, from: dayOf(from, -DAYS_MAX).toISOString(), to: from })}>Look at the year before</a></p>
      `}
    </section>
  `;
}

const touches = (transaction, owner, asset) =>
  transaction.asset === asset || [...movesOf(transaction, owner), ...debtMovesOf(transaction, owner)].some((move) => move.asset === asset);

/** The last seven days, by name; then any time; then which assets and flows. */
function Filters({ owner, wallets, query }) {
  const set = (more) => restate(["player", owner], { ...query, ...more });
  const now = new Date();
  const days = [0, -1, -2, -3, -4, -5, -6].map((back) => ({
    name: back === 0 ? "Today" : formatWeekday(dayOf(now, back)),
    from: dayOf(now, back).toISOString(),
    to: dayOf(now, back + 1).toISOString(),
  }));
  const chip = ({ name, from, to }) => html`
    <a key=${name} class="chip" href=${hrefTo(["player", owner], { ...query, from, to })}
      aria-current=${query.from === from && query.to === to ? "true" : null}>${name}</a>
  `;
  return html`
    <div class="filters">
      <p class="chips" role="group" aria-label="Day">
        <a class="chip" href=${hrefTo(["player", owner], { ...query, from: null, to: null })} aria-current=${query.from ? null : "true"}>Any time</a>
        ${days.map(chip)}
      </p>
      <div class="filter-row">
        <${Choice} label="Asset" value=${query.asset} onChange=${(asset) => set({ asset })}
          options=${[["", "All"], ...wallets.map(({ asset }) => [asset, nameOf(asset)])]} />
        <${Choice} label="Flow" value=${query.flow} onChange=${(flow) => set({ flow })}
          options=${[["", "All"], ...FLOWS.filter((flow) => !["mint", "allocate"].includes(flow)).map((flow) => [flow, titleOf(flow)])]} />
        <${Choice} label="Show" value=${query.show} onChange=${(show) => set({ show })}
          options=${[["", "Everything"], ["movements", "Movements only: quick at any depth"]]} />
        <${Moment} label="From" value=${query.from} onChange=${(from) => set({ from })} />
        <${Moment} label="Until" value=${query.to} onChange=${(to) => set({ to })} />
      </div>
    </div>
  `;
}

export const Choice = ({ label, value, options, onChange }) => html`
  <label class="field">
    <span>${label}</span>
    <select value=${value ?? ""} onChange=${(event) => onChange(event.target.value)}>
      ${options.map(([code, text]) => html`<option key=${code} value=${code} selected=${code === (value ?? "")}>${text}</option>`)}
    </select>
  </label>
`;

/** A moment in the reader's zone; in the address it is in UTC. */
export const Moment = ({ label, value, onChange, name }) => html`
  <label class="field">
    <span>${label}</span>
    <input key=${value} type="datetime-local" name=${name} defaultValue=${localOf(value)} onChange=${(event) => onChange?.(instantOf(event.target.value))} />
  </label>
`;

/** "2026-11-24T01:00:00.000Z" as a field of the reader's zone has it. */
export function localOf(instant) {
  const time = new Date(instant ?? "");
  if (Number.isNaN(time.getTime())) return "";
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

export const instantOf = (local) => (local ? new Date(local).toISOString() : "");

/** What came in and what went out, by flow. */
function Sums({ owner, pages: { rows, isDone }, asset }) {
  const sums = new Map();
  for (const transaction of rows) {
    for (const move of movesOf(transaction, owner)) {
      if (asset && move.asset !== asset) continue;
      const ways = sums.get(move.asset) ?? { out: new Map(), in: new Map() };
      const way = move.amount < 0 ? ways.out : ways.in;
      const name = headingOf(transaction);
      way.set(name, (way.get(name) ?? 0) + move.amount);
      sums.set(move.asset, ways);
    }
  }
  const total = (way) => [...way.values()].reduce((sum, amount) => sum + amount, 0);
  const line = (code, name, way) => way.size > 0 && html`
    <div>
      <dt>${name}</dt>
      <dd><${Amount} value=${total(way)} asset=${code} signed />
        <span class="notes">${[...way].map(([flow, amount]) => `${flow} ${formatAmount(Math.abs(amount), code)}`).join(" · ")}</span></dd>
    </div>
  `;
  return sums.size > 0 && html`
    <dl class="sums" aria-label=${isDone ? "In all" : "Of what is shown"}>
      ${[...sums].map(([code, ways]) => [line(code, "Out", ways.out), line(code, "In", ways.in)])}
      ${!isDone && html`<p class="hint">Of what is shown so far.</p>`}
    </dl>
  `;
}

function Days({ owner, rows, asset }) {
  const days = [];
  for (const transaction of inOrder(rows, owner)) {
    const day = formatDate(transaction.created_at);
    if (days.at(-1)?.day === day) days.at(-1).rows.push(transaction);
    else days.push({ day, at: transaction.created_at, rows: [transaction] });
  }
  return days.map(({ day, at, rows: of }) => html`
    <section key=${day} class="day" aria-label=${day}>
      <h3><${When} at=${at} format=${(instant) => `${formatWeekday(instant).split(" ")[0]}, ${formatDate(instant)}`} /></h3>
      <ol class="timeline">
        ${of.map((transaction) => html`<${Event} key=${transaction.id} owner=${owner} transaction=${transaction} asset=${asset} />`)}
      </ol>
    </section>
  `);
}

const clock = new Intl.DateTimeFormat(navigator.languages, { timeStyle: "medium" });

function Event({ owner, transaction, asset }) {
  const { id, status, created_at: at, problem, hold, reverses } = transaction;
  const moves = movesOf(transaction, owner);
  const debts = debtMovesOf(transaction, owner);
  const sides = sidesOf(transaction);
  return html`
    <li class="event" data-status=${status}>
      <${When} at=${at} format=${(instant) => clock.format(new Date(instant))} />
      <div class="event-what">
        <p>
          <a href=${hrefTo(["transactions", id])}>${headingOf(transaction)}</a>
          ${status === "rejected" && html` <${Tag} tone="bad">refused</${Tag}>`}
          ${" "}<span class="notes">${notesOf(transaction, owner).join(" · ")}</span>
        </p>
        ${problem && html`<p class="event-problem">${problem.detail ?? problem.title}</p>`}
        ${sides.length > 0 && html`<p class="notes">${sides.join(" · ")}</p>`}
        ${debts.map(({ asset: of, amount }) => html`
          <p key=${of} class="notes">${amount > 0 ? `${formatAmount(amount, of)} repaid a debt` : `${formatAmount(-amount, of)} became a debt`}</p>
        `)}
        <p class="event-foot">
          <span>by ${whoOf(transaction)}</span>
          ${hold && html`<a href=${hrefTo(["transactions", hold])}>its hold</a>`}
          ${reverses && html`<a href=${hrefTo(["transactions", reverses])}>what it takes back</a>`}
          ${isReversible(transaction) && !isSystem(owner) && html`
            <${ActionButton} label="Refund…" ...${refundOf(transaction)} />
          `}
        </p>
      </div>
      <div class="event-moves">
        ${moves.map((move) => html`
          <p key=${`${move.asset} ${move.amount}`} class=${asset && move.asset !== asset ? "aside" : null}>
            <${Amount} value=${move.amount} asset=${move.asset} signed />
            ${move.after !== undefined && html`<span class="after">then <${Figure} value=${move.after} /></span>`}
          </p>
        `)}
      </div>
    </li>
  `;
}
