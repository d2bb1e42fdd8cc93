// Days as the service names them, `YYYY-MM-DD`: dates without a time, whose zone is the service's. Pure functions.

const DAY_MS = 86_400_000;
const FORM = /^\d{4}-\d{2}-\d{2}$/;

const toMs = (day) => Date.parse(`${day}T00:00:00Z`);
const ofMs = (ms) => new Date(ms).toISOString().slice(0, 10);

export const isDay = (text) => FORM.test(text ?? "") && !Number.isNaN(toMs(text));
export const addDays = (day, count) => ofMs(toMs(day) + count * DAY_MS);
/** From the first day to the last, both counted. */
export const countDays = (from, last) => Math.round((toMs(last) - toMs(from)) / DAY_MS) + 1;
export const listDays = (from, last) => Array.from({ length: Math.max(0, countDays(from, last)) }, (_, at) => addDays(from, at));

/** The day it is now in `zone`; in UTC if this browser does not know the zone. */
export function today(zone = "UTC", now = Date.now()) {
  const format = (timeZone) => new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" }).format(now);
  try {
    return format(zone);
  } catch {
    return format("UTC");
  }
}

const short = new Intl.DateTimeFormat(undefined, { timeZone: "UTC", day: "numeric", month: "short" });
const long = new Intl.DateTimeFormat(undefined, { timeZone: "UTC", weekday: "short", day: "numeric", month: "short", year: "numeric" });
/** "9 Nov" and "Mon, 9 Nov 2026", as the reader's language has it. */
export const shortDay = (day) => short.format(toMs(day));
export const longDay = (day) => long.format(toMs(day));
