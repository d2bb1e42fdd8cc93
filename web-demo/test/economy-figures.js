// What each figure of the screen Economy must show, written anew from the service's answers.
import { titleOf } from "../flows.js";

/** A zone that is on another day than UTC now. */
export const ZONE = new Date().getUTCHours() < 11 ? "Pacific/Pago_Pago" : "Pacific/Kiritimati";
/** Neither of the two ever changes its clocks. */
const OFFSET_H = { "Pacific/Pago_Pago": -11, "Pacific/Kiritimati": 14 }[ZONE];

const HOUR_MS = 3_600_000;
const dayOf = (ms) => new Date(ms).toISOString().slice(0, 10);
export const addDays = (day, count) => dayOf(Date.parse(day) + count * 24 * HOUR_MS);
/** The day that it is there. */
export const today = () => dayOf(Date.now() + OFFSET_H * HOUR_MS);
const endOf = (day) => new Date(Date.parse(addDays(day, 1)) - OFFSET_H * HOUR_MS).toISOString();

// As a reader of en-GB has it.
const orDash = (write) => (value) => (value === null || value === undefined ? "–" : write(value).replace("-", "−"));
const number = orDash((value) => value.toLocaleString("en-GB"));
const signed = orDash((value) => (value > 0 ? "+" : "") + value.toLocaleString("en-GB"));
const fraction = orDash((value) => value.toLocaleString("en-GB", { maximumSignificantDigits: 3 }));
const percent = orDash((value) => (value / 100).toLocaleString("en-GB", { style: "percent", maximumFractionDigits: 1 }));
const longDay = (day) => new Date(day).toLocaleDateString("en-GB", { timeZone: "UTC", weekday: "short", day: "numeric", month: "short", year: "numeric" });
const shortDay = (day) => new Date(day).toLocaleDateString("en-GB", { timeZone: "UTC", day: "numeric", month: "short" });
const sum = (rows, of) => rows.reduce((total, row) => total + of(row), 0);

/** All answers about an asset and a period, and those of the period before it, as `then`. */
export async function ask(service, asset, { from, to }, by) {
  const get = (name, query = {}) => service.get(`/v1/analytics/${name}?${new URLSearchParams({ asset, ...query })}`);
  const span = Math.round((Date.parse(to) - Date.parse(from)) / (24 * HOUR_MS)) + 1;
  const before = { from: addDays(from, -span), to: addDays(from, -1) };
  return {
    supply: await get("supply", { from, to }),
    velocity: await get("velocity", { from, to }),
    flows: await get("flows", { from, to, by }),
    distribution: await get("distribution"),
    top: await get("top", { limit: 100 }),
    holders: await get("holders", { from, to }),
    debts: await get("debts"),
    holds: await get("holds"),
    then: { supply: await get("supply", before), velocity: await get("velocity", before) },
    funds: (await service.get(`/v1/wallets?asset=${asset}&prefix=system:&limit=200`)).data.filter(({ owner }) => !/^system:(revenue|issuance|debt:)/.test(owner)),
  };
}

/** A line of a day, and beside it the one of the same place in the other period. */
const byDay = (name, of, write) => ({ then, ...now }, isCompared) => {
  const others = of(then);
  const head = isCompared ? ["Day", name, `${name}, then`] : ["Day", name];
  return [head, ...of(now).map(([day, value], at) => [longDay(day), write(value), ...(isCompared ? [write(others[at][1])] : [])])];
};

const ages = (rows, bound, name, rest) => rows.map((row) => [row[bound] === null ? rest : name(row[bound]), number(row.count), number(row.amount)]);

/** By the title of each figure: the rows of the table behind it. */
export const TABLES = {
  Supply: byDay("Players hold", ({ supply }) => supply.days.map((day) => [day.day, day.supply]), number),
  Velocity: byDay("Velocity", ({ velocity }) => velocity.days.map((day) => [day.day, day.velocity]), fraction),
  "Active wallets a day": byDay("Active wallets", ({ velocity }) => velocity.days.map((day) => [day.day, day.active_wallets]), number),
  "Balances by percentile": ({ distribution }) => [
    ["Percent of holders", "Hold at most"],
    ...distribution.percentiles.map((one) => [percent(one.percent), number(one.balance)]),
  ],
  "How evenly it is held": ({ distribution }) => [
    ["Poorest percent of holders", "Hold of all credits"],
    ...distribution.lorenz.map((one) => [percent(one.holders_percent), percent(one.balance_percent)]),
  ],
  "The largest": ({ top }) => [
    ["Player", "Holds", "Of it on hold", "Owes", "Share"],
    ...top.items.map((one) => [one.owner, number(one.balance), number(one.held), number(one.debt), percent(one.share_percent)]),
  ],
  "Debts by age": ({ debts }) => [
    ["Owed for", "How many", "Amount"],
    ...ages(debts.ages, "days_max", (days) => `up to ${days} days`, "longer"),
  ],
  "Open holds": ({ holds }) => [
    ["Ends", "How many", "Amount"],
    ...ages(holds.ends, "within_days", (days) => `within ${days} ${days === 1 ? "day" : "days"}`, "later"),
  ],
};

/** What stands in the place of a table of nothing. */
export const EMPTY = {
  "Debts by age": ({ debts }) => debts.count === 0 && "Nobody owes anything",
  "Open holds": ({ holds }) => holds.count === 0 && "Nothing is on hold",
};

/**
 * Sources and sinks, a day as `{ "quest, in": 30, "skin, out": -20, Net: 10 }` of what is not zero. Labels that the table
 * has no column of are in the one of the others.
 */
export function stacksOf({ flows, supply }, titles) {
  const nameOf = (title) => title.replace(/, (in|out)$/, "");
  const columns = new Set(titles.map(nameOf));
  const rest = [...columns].find((name) => /^\d+ others$/.test(name));
  const named = ({ flow, label }) => (flows.by === "flow" ? titleOf(flow) : label || `${titleOf(flow)}, none given`);
  const unnamed = new Set();
  const days = flows.days.map(({ day, rows }, at) => {
    const stack = {};
    for (const row of rows) {
      if (!columns.has(named(row))) unnamed.add(named(row));
      const name = columns.has(named(row)) ? named(row) : rest;
      for (const [way, value] of [["in", row.in], ["out", -row.out]]) {
        if (value !== 0) stack[`${name}, ${way}`] = (stack[`${name}, ${way}`] ?? 0) + value;
      }
    }
    return [longDay(day), { ...stack, Net: supply.days[at].net }];
  });
  return { days, others: unnamed.size };
}

/** The same of the table as it is shown. */
export function stacksIn([titles, ...rows]) {
  const read = (text) => Number(text.replaceAll(",", "").replace("−", "-"));
  return rows.map(([day, ...values]) => [day, Object.fromEntries(values
    .map((text, at) => [titles[at + 1], read(text)])
    .filter(([title, value]) => title === "Net" || value !== 0))]);
}

/** What each fund has, now and at the end of the days that its table names. */
export async function fundsOf(service, { funds }, asset, days) {
  const balance = async (owner, day) => (await service.get(`/v1/wallets/${owner}/${asset}/balance?at=${endOf(day)}`)).balance;
  const rows = funds.sort((one, other) => other.balance - one.balance).map(async ({ owner, balance: has }) => [
    owner.replace("system:", ""), number(has), ...(await Promise.all(days.map(async (day) => number(await balance(owner, day))))),
  ]);
  return [["Fund", "Has", ...days.map(shortDay)], ...(await Promise.all(rows))];
}

const changed = (now, before) => {
  const by = now / before - 1;
  return before ? `${by > 0 ? "+" : ""}${by.toLocaleString("en-GB", { style: "percent", maximumFractionDigits: 1 }).replace("-", "−")} · ` : "";
};
const velocityOf = ({ velocity: { days } }) => (sum(days, (day) => day.supply) > 0 ? sum(days, (day) => day.spent) / sum(days, (day) => day.supply) : null);
const activeOf = ({ velocity: { days } }) => Math.round(sum(days, (day) => day.active_wallets) / days.length);
const total = (member) => ({ supply }) => sum(supply.days, (day) => day[member]);
const heldAtEnd = ({ supply }) => supply.days.at(-1).supply;

/** By the title of each tile: its figure, and how its note begins if it is compared. */
export const TILES = {
  "Players hold": (all) => [number(heldAtEnd(all)), changed(heldAtEnd(all), heldAtEnd(all.then))],
  "Came to players": (all) => [number(total("in")(all)), changed(total("in")(all), total("in")(all.then))],
  "Went from players": (all) => [number(total("out")(all)), changed(total("out")(all), total("out")(all.then))],
  Net: (all) => [signed(total("net")(all)), `${signed(total("net")(all.then))} then · `],
  "Velocity a day": (all) => [fraction(velocityOf(all)), changed(velocityOf(all), velocityOf(all.then))],
  "Active wallets a day": (all) => [number(activeOf(all)), changed(activeOf(all), activeOf(all.then))],
  "Players with a balance": ({ holders }) => [number(holders.days.at(-1).holders), `of ${number(holders.days.at(-1).wallets)} wallets`],
  "Owed by players": ({ debts }) => [number(debts.total), `by ${number(debts.count)} of them`],
  "On hold": ({ holds }) => [number(holds.total), `in ${number(holds.count)} holds`],
};

/** By name what is watched for unusual days. */
export const WATCHED = {
  "Came to players": ({ supply }) => supply.days.map((day) => [day.day, day.in]),
  "Went from players": ({ supply }) => supply.days.map((day) => [day.day, day.out]),
  Spent: ({ velocity }) => velocity.days.map((day) => [day.day, day.spent]),
  "Active wallets": ({ velocity }) => velocity.days.map((day) => [day.day, day.active_wallets]),
};

export const written = { number, percent, fraction, longDay, shortDay };
