// Figures, times and names as the reader writes them: numbers in the locale of the browser, times in its zone.
import { nameOf } from "../format.js";

export { AMOUNT_MAX, nameOf, parseAmount, shortId } from "../format.js";

const locales = navigator.languages;
const numbers = new Intl.NumberFormat(locales);
const percents = new Intl.NumberFormat(locales, { style: "percent", maximumFractionDigits: 1 });
const compacts = new Intl.NumberFormat(locales, { notation: "compact", maximumFractionDigits: 1 });
const times = new Intl.DateTimeFormat(locales, { dateStyle: "medium", timeStyle: "medium" });
const dates = new Intl.DateTimeFormat(locales, { dateStyle: "medium" });
const weekdays = new Intl.DateTimeFormat(locales, { weekday: "short", day: "numeric" });

/** A true minus sign is as wide as the plus beside it. */
const withMinus = (text) => text.replace("-", "−");

/** 1234567 -> "1,234,567", or as the reader's locale has it. */
export const formatNumber = (value) => withMinus(numbers.format(value));

export const formatSigned = (value) => (value > 0 ? "+" : "") + formatNumber(value);

/** "30 Gold Coins" */
export const formatAmount = (value, asset) => `${formatNumber(value)} ${nameOf(asset)}`;

/** 0.125 -> "12.5%" */
export const formatPercent = (share) => withMinus(percents.format(share));

/** 1234567 -> "1.2M", where a figure only gives an idea. */
export const formatCompact = (value) => withMinus(compacts.format(value));

export const formatTime = (instant) => formatWith(times, instant);
export const formatDate = (instant) => formatWith(dates, instant);
/** "Tue 24" */
export const formatWeekday = (instant) => formatWith(weekdays, instant);

/** "2026-11-24 13:37:05 UTC", beside what the reader's own clock says. */
export function formatUtc(instant) {
  const time = new Date(instant);
  return Number.isNaN(time.getTime()) ? String(instant) : `${time.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

function formatWith(format, instant) {
  const time = new Date(instant);
  return Number.isNaN(time.getTime()) ? String(instant) : format.format(time);
}

/** The first moment of a day of the reader's zone, `days` after that of `instant`. */
export function dayOf(instant, days = 0) {
  const day = new Date(instant);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + days);
}
