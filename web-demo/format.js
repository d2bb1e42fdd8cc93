// How figures, names and times are written on the page, and how an amount is read. Pure functions.

/** The largest amount the service takes: the last integer every JSON client keeps exact. */
export const AMOUNT_MAX = Number.MAX_SAFE_INTEGER;

const numbers = new Intl.NumberFormat("en");
const times = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" });

/** 1234567 -> "1,234,567"; a true minus sign, so that it is as wide as the plus beside it. */
export const formatNumber = (value) => numbers.format(value).replace("-", "−");

/** An entry's amount with its sign always shown: the sign is what the line says. */
export const formatSigned = (value) => (value > 0 ? "+" : "") + formatNumber(value);

/** "GOLD_COINS" -> "Gold Coins": an asset opened tomorrow gets a readable name as well. */
export const nameOf = (code) =>
  code
    .toLowerCase()
    .split("_")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(" ");

/** "30 Gold Coins" */
export const formatAmount = (value, asset) => `${formatNumber(value)} ${nameOf(asset)}`;

/** The reader's own time zone; the exact instant belongs in the element's `datetime`. */
export function formatTime(instant) {
  const time = new Date(instant);
  return Number.isNaN(time.getTime()) ? String(instant) : times.format(time);
}

/** The head of an id, enough to tell two of them apart on one screen. */
export const shortId = (id) => (id.length > 13 ? `${id.slice(0, 8)}…${id.slice(-4)}` : id);

/**
 * Reads what was typed as an amount: `{ amount }`, or `{ complaint }` with a sentence that says what to do.
 *
 * Digits only. A "1,000" or "1.5" is asked about, never guessed: the comma and the point mean different things to
 * different readers. Beyond AMOUNT_MAX a JavaScript number would silently be another amount than the one typed.
 */
export function parseAmount(text) {
  const typed = text.trim();
  if (typed === "") return { complaint: "Enter an amount: a whole number, 1 or more." };
  if (!/^[0-9]+$/.test(typed)) {
    return { complaint: `“${typed}” is not a whole number. Use digits only, such as 1000.` };
  }
  const amount = Number(typed);
  if (amount < 1) return { complaint: "The smallest amount is 1." };
  if (amount > AMOUNT_MAX) return { complaint: `The largest amount is ${formatNumber(AMOUNT_MAX)}.` };
  return { amount };
}
