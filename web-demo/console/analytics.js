// From the answers of /v1/analytics to what the figures show. Pure functions.
import { addDays, countDays, listDays } from "./days.js";
import { REST, SERIES_MAX, colourAt } from "./plots.js";

/** `/v1/analytics/flows?asset=...`; members without a value are left out. */
export function analyticsPath(name, query) {
  const kept = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return `/v1/analytics/${name}?${new URLSearchParams(kept)}`;
}

/** The period of the same length that ends where this one begins. */
export function periodBefore({ from, to }) {
  return { from: addDays(from, -countDays(from, to)), to: addDays(from, -1) };
}

/**
 * A row a day from `from` to `to`, in order. A day without a row had no movement: `idle(before)` is its row, made of the
 * one before it, or of nothing.
 */
export function everyDay(rows, { from, to }, idle) {
  const known = new Map(rows.map((row) => [row.day, row]));
  let before = null;
  return listDays(from, to).map((day) => (before = known.get(day) ?? { final: true, ...idle(before), day }));
}

/** The first day on which there was anything, of rows of supply or of velocity; null if there was nothing yet. */
export const beginOf = (rows) => rows.find((row) => row.supply !== 0 || row.in > 0 || row.active_wallets > 0)?.day ?? null;

/** Of a day without movement: nothing came or went, and what was held is held. */
export const idleSupply = (before) => ({
  in: 0,
  out: 0,
  net: 0,
  supply: before?.supply ?? 0,
  ...(before?.treasury !== undefined && { treasury: before.treasury }),
  ...(before?.revenue !== undefined && { revenue: before.revenue }),
});
export const idleVelocity = (before) => ({ active_wallets: 0, spent: 0, supply: before?.supply ?? 0, velocity: before?.supply ? 0 : null });
export const idleHolders = (before) => ({ holders: before?.holders ?? 0, wallets: before?.wallets ?? 0 });

/** What a row of flows is called: by its label, or by its flow where it has none. */
const nameOfRow = (row, by, titleOf) => (by === "flow" ? titleOf(row.flow) : row.label || `${titleOf(row.flow)}, none given`);

/**
 * `{ days, sources, sinks, net, others }`: what came to players and what went from them a day, a series a label, the
 * largest over the period in front and what has no colour left as one. Sinks are negative.
 */
export function stackFlows(rows, period, by, titleOf) {
  const days = listDays(period.from, period.to);
  const place = new Map(days.map((day, at) => [day, at]));
  const sums = new Map();
  for (const { day, rows: ofDay } of rows) {
    if (!place.has(day)) continue;
    for (const row of ofDay) {
      const name = nameOfRow(row, by, titleOf);
      const sum = sums.get(name) ?? { name, in: days.map(() => 0), out: days.map(() => 0), total: 0 };
      sum.in[place.get(day)] += row.in;
      sum.out[place.get(day)] -= row.out;
      sum.total += row.in + row.out;
      sums.set(name, sum);
    }
  }
  const largest = [...sums.values()].sort((one, other) => other.total - one.total || one.name.localeCompare(other.name));
  const named = largest.slice(0, SERIES_MAX).map((sum, at) => ({ ...sum, colour: colourAt(at) }));
  const others = largest.slice(SERIES_MAX);
  const all = others.length === 0 ? named : [...named, together(others, days)];
  const net = days.map((_, at) => largest.reduce((sum, one) => sum + one.in[at] + one.out[at], 0));
  const side = (which) => all.filter((one) => one[which].some(Boolean)).map(({ name, colour, [which]: values }) => ({ name, colour, values }));
  return { days, sources: side("in"), sinks: side("out"), net, others: others.length, names: largest.map(({ name }) => name) };
}

function together(others, days) {
  const add = (which) => days.map((_, at) => others.reduce((sum, one) => sum + one[which][at], 0));
  return { name: `${others.length} others`, colour: REST, in: add("in"), out: add("out") };
}

/** `{ inTotal, outTotal, net, end, begin }` of a period's rows of supply. */
export function sumSupply(rows) {
  const total = (name) => rows.reduce((sum, row) => sum + row[name], 0);
  const [inTotal, outTotal] = [total("in"), total("out")];
  const first = rows[0];
  return { inTotal, outTotal, net: inTotal - outTotal, end: rows.at(-1)?.supply ?? null, begin: first ? first.supply - first.net : null };
}

/** What was spent over what was held on average, and the mean and the most of the wallets that moved on a day. */
export function sumVelocity(rows) {
  const spent = rows.reduce((sum, row) => sum + row.spent, 0);
  const held = rows.reduce((sum, row) => sum + row.supply, 0) / (rows.length || 1);
  const active = rows.map((row) => row.active_wallets);
  return {
    spent,
    velocity: held > 0 ? spent / rows.length / held : null,
    active: active.length ? Math.round(active.reduce((sum, one) => sum + one, 0) / active.length) : null,
    activeMost: active.length ? Math.max(...active) : null,
  };
}

/** What an answer's `check` came to; a check that was not of one moment says nothing yet. */
export function readCheck(check) {
  if (!check) return null;
  const { equal, ledger_minor: ledger } = check;
  const counted = check.rollups_minor ?? check.holdings_minor;
  return { state: equal === true ? "equal" : equal === false ? "differs" : "pending", ledger, counted };
}

/** Lines of Prometheus' text format by name: `[{ name, labels, value }]`. */
export function readMetrics(text) {
  const lines = [];
  for (const line of text.split("\n")) {
    const found = /^([a-z_]+)(?:\{(.*)\})? (\S+)$/.exec(line);
    if (!found) continue;
    const labels = {};
    for (const [, name, value] of (found[2] ?? "").matchAll(/([a-z_]+)="((?:[^"\\]|\\.)*)"/g)) labels[name] = value;
    lines.push({ name: found[1], labels, value: /^\+?inf$/i.test(found[3]) ? Infinity : Number(found[3]) });
  }
  return lines;
}
