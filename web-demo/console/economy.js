// Screen 1: how an asset does. Which asset and which days are in the link; every figure below follows from them.
//
//   economy-tiles.js    the figures of the period in one look
//   economy-time.js     supply, sources against sinks, velocity, active wallets, unusual days
//   economy-holders.js  who holds it: percentiles, Lorenz, the largest
//   economy-funds.js    treasury and budgets, debts, open holds
//   analytics.js        from the service's answers to what is shown     band.js  which days are unlike those before
//   charts.js           a figure: sentence, chart, table, CSV, link     plots.js what is drawn
import { html, useEffect, useRef, useState } from "../ui.js";
import { addDays, countDays, isDay, longDay, today } from "./days.js";
import { analyticsPath, periodBefore } from "./analytics.js";
import { BAND_DAYS } from "./band.js";
import { Debts, Funds, Holds } from "./economy-funds.js";
import { Holders, Top } from "./economy-holders.js";
import { Tiles } from "./economy-tiles.js";
import { Active, Flows, GROUPINGS, Supply, Unusual, Velocity } from "./economy-time.js";
import { nameOf } from "./figures.js";
import { Empty, Read } from "./parts.js";
import { restate } from "./route.js";
import { useRead } from "./server.js";

/** The periods offered, in days. */
const SPANS = [7, 28, 90];
const SPAN = 28;
/** Rollups answer for a year; a picture of more says nothing. */
const DAYS_MAX = 366;

/** Figures that are behind the ledger are read again: soon, then less and less often. */
const AGAIN_MS = 1_000;
const AGAIN_MS_MAX = 60_000;

/** What the link says, with what it does not say filled in; its days are those of `zone`. */
export function readChoice(params, assets, zone) {
  const last = today(zone);
  const to = isDay(params.to) ? params.to : last;
  const from = isDay(params.from) && params.from <= to && countDays(params.from, to) <= DAYS_MAX ? params.from : addDays(to, 1 - SPAN);
  const codes = assets.map(({ code }) => code);
  const asset = codes.includes(params.asset) ? params.asset : codes[0];
  const period = { from, to };
  const other = params.with === "before" ? periodBefore(period) : isDay(params.with) ? { from: params.with, to: addDays(params.with, countDays(from, to) - 1) } : null;
  return { asset, period, other, zone, last, with: params.with ?? "", by: GROUPINGS.includes(params.by) ? params.by : "reason", query: params };
}

export function Screen({ route }) {
  const assets = useRead("/v1/assets");
  return html`
    <h1 tabindex="-1">Economy</h1>
    <${Read} of=${assets} what="the assets">
      ${({ assets: all }) => (all.length === 0 ? html`<${NoAsset} />` : html`<${OfAsset} query=${route.query} assets=${all} />`)}
    <//>
  `;
}

const NoAsset = () => html`
  <${Empty} title="There is no asset yet">
    <p>So there is no economy to look at. An operator makes an asset with <code>POST /v1/assets</code>; <code>wallet
      demo</code> plays ninety days of a small game's into an empty store.</p>
  <//>
`;

function OfAsset({ query, assets }) {
  const [zone, setZone] = useState(null);
  const choice = readChoice(query, assets, zone ?? "UTC");
  const { asset, period, other, by } = choice;
  const go = (part) => restate(["economy"], { ...query, figure: null, ...part });
  // The 28 days before are read, too: the first day shown has a band.
  const long = { from: addDays(period.from, -BAND_DAYS), to: period.to };
  const path = (name, more) => analyticsPath(name, { asset, ...more });
  // What is of days is asked for once it is known in which zone they begin; every answer tells that.
  const ofDays = (name, days, more) => zone && days && path(name, { ...days, ...more });
  const reads = {
    supply: useFigures(ofDays("supply", long)),
    velocity: useFigures(ofDays("velocity", long)),
    flows: useFigures(ofDays("flows", period, { by })),
    distribution: useFigures(path("distribution")),
    top: useFigures(path("top", { limit: 100 })),
    holders: useFigures(ofDays("holders", period)),
    debts: useFigures(path("debts")),
    holds: useFigures(path("holds")),
    supplyThen: useFigures(ofDays("supply", other)),
    velocityThen: useFigures(ofDays("velocity", other)),
  };
  const told = reads.debts.body?.zone ?? (reads.debts.failure && "UTC");
  useEffect(() => void (told && setZone(told)), [told]);
  const shared = { go, choice, reads };
  useFigureShown(query.figure, Boolean(reads.supply.body));
  return html`
    <${Pickers} go=${go} choice=${choice} assets=${assets} />
    <${Tiles} choice=${choice} reads=${reads} />
    <div class="cards">
      <${Supply} ...${shared} />
      <${Flows} ...${shared} />
      <${Unusual} ...${shared} />
      <${Velocity} ...${shared} />
      <${Active} ...${shared} />
      <${Holders} ...${shared} />
      <${Top} ...${shared} />
      <${Funds} ...${shared} />
      <${Debts} ...${shared} />
      <${Holds} ...${shared} />
    </div>
  `;
}

/** What is read, and from where: a figure tells its source. It is read again until it was counted and has all that happened. */
function useFigures(path) {
  const seen = useRead(path);
  const { body, busy, reload } = seen;
  const wait = useRef(AGAIN_MS);
  const isBehind = body !== null && (body.as_of === null || body.check?.equal === null);
  useEffect(() => {
    if (!isBehind) wait.current = AGAIN_MS;
    if (!isBehind || busy) return;
    const timer = setTimeout(reload, wait.current);
    wait.current = Math.min(2 * wait.current, AGAIN_MS_MAX);
    return () => clearTimeout(timer);
  }, [isBehind, busy, reload]);
  return { path, ...seen, busy: busy || !path };
}

/** A link to a figure leads to it once there is something to see. */
function useFigureShown(figure, isRead) {
  useEffect(() => {
    if (figure && isRead) document.getElementById(`${figure}-title`)?.scrollIntoView();
  }, [figure, isRead]);
}

function Pickers({ go, choice, assets }) {
  const { asset, period, other, last } = choice;
  const days = countDays(period.from, period.to);
  const set = (name) => (event) => isDay(event.target.value) && go({ [name]: event.target.value });
  const compare = ({ target: { value } }) => go({ with: value === "day" ? addDays(period.from, -364) : value });
  return html`
    <form class="pickers" aria-label="What is shown" onSubmit=${(event) => event.preventDefault()}>
      <label class="field"><span>Asset</span>
        <select onChange=${(event) => go({ asset: event.target.value })}>
          ${assets.map(({ code }) => html`<option key=${code} value=${code} selected=${code === asset}>${nameOf(code)}</option>`)}
        </select>
      </label>
      <label class="field"><span>From</span><input type="date" value=${period.from} max=${period.to} onChange=${set("from")} /></label>
      <label class="field"><span>To</span><input type="date" value=${period.to} min=${period.from} max=${last} onChange=${set("to")} /></label>
      <label class="field"><span>Beside it</span>
        <select onChange=${compare}>
          <option value="" selected=${!other}>nothing</option>
          <option value="before" selected=${choice.with === "before"}>the ${days} days before</option>
          <option value="day" selected=${isDay(choice.with)}>${days} days from another day on</option>
        </select>
      </label>
      ${isDay(choice.with) && html`
        <label class="field"><span>From that day</span><input type="date" value=${choice.with} max=${last} onChange=${set("with")} /></label>
      `}
      <div class="spans" role="group" aria-label="The latest days">
        ${SPANS.map((span) => html`
          <button key=${span} type="button" class="quiet small-button" aria-pressed=${days === span && period.to === last ? "true" : "false"}
            onClick=${() => go({ from: addDays(last, 1 - span), to: last })}>${span} days</button>
        `)}
      </div>
      <p class="hint said">${longDay(period.from)} to ${longDay(period.to)}${other && html`, beside ${longDay(other.from)} to ${longDay(other.to)}`}.</p>
    </form>
  `;
}
