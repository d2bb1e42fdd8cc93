// What happens over time: supply, sources against sinks, velocity, active wallets, and the days unlike those before.
import { titleOf } from "../flows.js";
import { html, useMemo } from "../ui.js";
import { beginOf, everyDay, idleSupply, idleVelocity, stackFlows } from "./analytics.js";
import { BAND_DAYS, furthestOf, judge } from "./band.js";
import { ChartCard } from "./charts.js";
import { addDays, listDays, longDay } from "./days.js";
import { AsOf, Told, linkTo } from "./economy-told.js";
import { nameOf } from "./figures.js";
import { count, fraction, offBy, signed } from "./numbers.js";
import { colourAt, lines, REST, stacks } from "./plots.js";

const DAY = { title: "Day", write: longDay };
/** What sources and sinks can be stacked by. */
export const GROUPINGS = ["reason", "flow", "sink", "source", "campaign", "item"];

/** The rows of a period and of the one beside it, a row a day. */
function useDays(read, readThen, { period, other }, idle) {
  return useMemo(() => {
    if (!read.body) return null;
    const rows = everyDay(read.body.days, period, idle);
    const then = other && readThen.body ? everyDay(readThen.body.days, other, idle) : null;
    return { rows, then };
  }, [read.body, readThen.body, period.from, period.to, other?.from, other?.to]);
}

/** Whether the last day is not over: it has a part of what it will have. */
const isOpen = (rows) => rows.at(-1)?.final === false;
const OPEN = "The last day is not over: the line to it is dashed.";

/** A line of this period, and a dashed one of the other, day by day beside it. */
function beside(name, rows, then, member) {
  const values = (from) => from.map((row) => row[member]);
  const now = { name, values: values(rows), colour: colourAt(0), isFilled: true, isOpen: isOpen(rows) };
  return then ? [now, { name: `${name}, then`, values: values(then), colour: colourAt(1), isDashed: true }] : [now];
}

function OneLine({ shared: { choice, go }, id, read, then: readThen, member, idle, name, title, sentence, summary, write = count }) {
  const days = useDays(read, readThen, choice, idle);
  const series = useMemo(() => days && beside(name, days.rows, days.then, member), [days, name, member]);
  const plot = useMemo(() => series && lines({ days: days.rows.map(({ day }) => day), series, write, begin: member !== "supply" }), [series]);
  return html`
    <${Told} id=${id} title=${title} read=${read}>
      ${days && html`
        <${ChartCard} id=${id} title=${title} sentence=${sentence} summary=${summary(days.rows)} plot=${plot} series=${series}
          columns=${[DAY, ...series.map((one) => ({ title: one.name, write }))]}
          rows=${days.rows.map(({ day }, at) => [day, ...series.map(({ values }) => values[at] ?? null)])}
          note=${isOpen(days.rows) ? OPEN : null}
          link=${linkTo(choice, id)} source=${read.path} asOf=${html`<${AsOf} of=${read.body} />`} />
      `}
    <//>
  `;
}

export const Supply = (shared) => html`
  <${OneLine} shared=${shared} id="supply" read=${shared.reads.supply} then=${shared.reads.supplyThen} member="supply" idle=${idleSupply}
    name="Players hold" title="Supply"
    sentence="What all players held at the end of each day, debts aside: the day before, and what came less what went."
    summary=${(rows) => `From ${count(rows[0]?.supply)} to ${count(rows.at(-1)?.supply)} ${nameOf(shared.choice.asset)}.`} />
`;

export const Velocity = (shared) => html`
  <${OneLine} shared=${shared} id="velocity" read=${shared.reads.velocity} then=${shared.reads.velocityThen} member="velocity"
    idle=${idleVelocity} name="Velocity" title="Velocity" write=${fraction}
    sentence="What was spent on a day, divided by what players held at its end: near 0 they save, and the more they save the less a new item is worth."
    summary=${(rows) => `${fraction((isOpen(rows) ? rows.at(-2) : rows.at(-1))?.velocity)} on the last whole day.`} />
`;

export const Active = (shared) => html`
  <${OneLine} shared=${shared} id="active" read=${shared.reads.velocity} then=${shared.reads.velocityThen} member="active_wallets"
    idle=${idleVelocity} name="Active wallets" title="Active wallets a day"
    sentence="How many players' wallets had an entry on a day, in or out, counted once each."
    summary=${(rows) => `At most ${count(Math.max(0, ...rows.map((row) => row.active_wallets)))} on a day.`} />
`;

/** What came to players above the line, what went from them below, a colour a label, and the net over both. */
export function Flows({ go, choice, reads }) {
  const { flows: read } = reads;
  const { period, by } = choice;
  const stack = useMemo(() => read.body && stackFlows(read.body.days, period, by, titleOf), [read.body, period.from, period.to, by]);
  const net = stack && { name: "Net", values: stack.net, colour: "ink" };
  const then = useMemo(() => {
    const days = reads.supplyThen.body && choice.other && everyDay(reads.supplyThen.body.days, choice.other, idleSupply);
    return days && { name: "Net, then", values: days.map((row) => row.net), colour: REST, isDashed: true };
  }, [reads.supplyThen.body, choice.other?.from]);
  const over = [net, then].filter(Boolean);
  const plot = useMemo(() => stack && stacks({ days: stack.days, bars: [...stack.sources, ...stack.sinks], over }), [stack, then]);
  const columns = stack && [
    ...stack.sources.map(({ name, values }) => ({ title: `${name}, in`, values })),
    ...stack.sinks.map(({ name, values }) => ({ title: `${name}, out`, values })),
    ...over.map(({ name, values }) => ({ title: name, values })),
  ].map((column) => ({ ...column, write: signed }));
  const series = stack && [...new Map([...stack.sources, ...stack.sinks].map((one) => [one.name, one])).values(), ...over];
  const pick = html`
    <label class="field inline"><span>Stacked by</span>
      <select onChange=${(event) => go({ by: event.target.value })}>
        ${GROUPINGS.map((name) => html`<option key=${name} value=${name} selected=${name === by}>${name}</option>`)}
      </select>
    </label>
  `;
  return html`
    <${Told} id="flows" title="Sources and sinks" read=${read}>
      ${stack && html`
        <${ChartCard} id="flows" title="Sources and sinks"
          sentence="What came to players (above the line) and what went from them (below it) on each day, from the folded feed; the net line is the change of what they hold."
          summary=${`Stacked by ${by}: ${stack.names.slice(0, 5).join(", ")}.`}
          plot=${plot} series=${series} columns=${[DAY, ...columns]}
          rows=${stack.days.map((day, at) => [day, ...columns.map(({ values }) => values[at] ?? null)])}
          note=${stack.others > 0 ? `The ${stack.others} smallest share one colour here. The service's own answer has each of them.` : null}
          link=${linkTo(choice, "flows")} source=${read.path} asOf=${html`<${AsOf} of=${read.body} />`}>${pick}<//>
      `}
    <//>
  `;
}

/** What is watched for days unlike those before. */
const WATCHED = [
  { name: "Came to players", read: "supply", member: "in", idle: idleSupply },
  { name: "Went from players", read: "supply", member: "out", idle: idleSupply },
  { name: "Spent", read: "velocity", member: "spent", idle: idleVelocity },
  { name: "Active wallets", read: "velocity", member: "active_wallets", idle: idleVelocity },
];

/** How many of the unusual figures are listed. */
const LISTED_MAX = 6;

export function Unusual({ choice, reads }) {
  const { period } = choice;
  const long = { from: addDays(period.from, -BAND_DAYS), to: period.to };
  const found = useMemo(() => {
    if (!reads.supply.body || !reads.velocity.body) return null;
    return WATCHED.map((one) => {
      // A ledger younger than the band: the days before its first are no days without movement.
      const begin = beginOf(reads[one.read].body.days);
      const from = begin !== null && begin > long.from ? begin : long.from;
      const rows = everyDay(reads[one.read].body.days, { from, to: long.to }, one.idle);
      const days = judge(rows.map((row) => ({ day: row.day, value: row[one.member], final: row.final })));
      return { ...one, days: days.filter(({ day }) => day >= period.from) };
    });
  }, [reads.supply.body, reads.velocity.body, period.from, period.to]);
  const unlike = found?.flatMap(({ name, days }) => days.filter((day) => day.unlike).map((day) => ({ name, ...day }))) ?? [];
  const shown = found?.[0];
  const plot = useMemo(() => {
    if (!shown) return null;
    const byDay = new Map(shown.days.map((day) => [day.day, day]));
    const days = listDays(period.from, period.to);
    const values = (of) => days.map((day) => (byDay.has(day) ? of(byDay.get(day)) : null));
    const edge = (which) => values(({ band }) => (band ? Math.max(0, band[which]) : null));
    return lines({
      days,
      series: [{ name: shown.name, values: values(({ value }) => value), colour: colourAt(0) }],
      band: { low: edge("low"), high: edge("high") },
      begin: true,
    });
  }, [shown]);
  const hasBands = shown?.days.some(({ band }) => band);
  const note = unlike.length > 0
    ? `${unlike.length === 1 ? "1 figure is" : `${unlike.length} figures are`} outside the band.${unlike.length > LISTED_MAX ? ` The ${LISTED_MAX} furthest outside are listed, the table has all.` : ""}`
    : hasBands ? "Every day of the period is within its band." : `Nothing to compare with yet: a band needs ${BAND_DAYS} days before the day it judges.`;
  return html`
    <${Told} id="unusual" title="Unusual days" read=${reads.supply.body ? reads.velocity : reads.supply}>
      ${found && html`
        <${ChartCard} id="unusual" title="Unusual days" summary=${note} note=${note} plot=${hasBands ? plot : null}
          sentence=${`Days unlike the ${BAND_DAYS} before them: further from the median of their weekday than 4 times the median absolute deviation, and than a tenth. The chart shows what came to players, with its band in grey.`}
          series=${[{ name: shown.name, colour: colourAt(0) }, { name: "The band", colour: "band" }]}
          columns=${[DAY, { title: "Figure" }, { title: "Was", write: count }, { title: "Expected", write: count }, { title: "Off by", write: offBy }]}
          rows=${unlike.map(({ day, name, value, band }) => [day, name, value, band.expected, band.expected ? value / band.expected - 1 : null])}
          link=${linkTo(choice, "unusual")} source=${reads.supply.path} asOf=${html`<${AsOf} of=${reads.supply.body} />`}>
          ${unlike.length > 0 && html`
            <ul class="unlike">
              ${furthestOf(unlike, LISTED_MAX).map(({ day, name, value, band, unlike: side }) => html`
                <li><strong>${longDay(day)}</strong>: ${name.toLowerCase()} ${count(value)}, ${side === "high" ? "far above" : "far below"} the ${count(band.expected)} expected.</li>
              `)}
            </ul>
          `}
        <//>
      `}
    <//>
  `;
}
