// Which days are unlike the 28 before them. Pure functions.
//
// A week has a shape: players have time on Saturdays. So a day is expected to be the median of the four days of its own
// weekday among the 28 before it, and the spread is what those 28 days were usually off by, each from the median of its
// weekday: the median absolute deviation (MAD), as a standard deviation (times 1.4826). Medians, not means: the one
// mispriced offer among the 28 must not widen the band that has to find the next one.

/** How many days a band is made of. */
export const BAND_DAYS = 28;
/** A day further off than so many spreads is unlike the others. */
const SPREADS_MAX = 4;
/** Where the 28 days hardly differ, a day may still be off by so much of what is expected: nobody wants to hear of 2 %. */
const TOLERANCE = 0.1;
/** Makes a MAD of normally spread figures their standard deviation. */
const AS_DEVIATION = 1.4826;
const WEEK = 7;

/** The middle of some figures; of an even number of them the mean of the two in the middle. Of none it is null. */
export function median(values) {
  if (values.length === 0) return null;
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  return Number.isInteger(middle) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[Math.floor(middle)];
}

/** `{ expected, low, high }` of the day behind `before`, a figure a day, the oldest first; null with fewer than 28. */
export function bandAfter(before) {
  if (before.length < BAND_DAYS) return null;
  const last = before.slice(-BAND_DAYS);
  const ofWeekday = Array.from({ length: WEEK }, (_, weekday) => median(last.filter((__, at) => at % WEEK === weekday)));
  // 28 is four weeks: the day behind them has the weekday of the first of them.
  const [expected] = ofWeekday;
  const spread = AS_DEVIATION * median(last.map((value, at) => Math.abs(value - ofWeekday[at % WEEK])));
  const reach = Math.max(SPREADS_MAX * spread, TOLERANCE * Math.abs(expected));
  return { expected, low: expected - reach, high: expected + reach };
}

/**
 * Each of `days` (`{ day, value, final }`, one a day, the oldest first) with its `band`, and `unlike`: "high", "low" or
 * null. A day that is not over can already be too high, and is not too low yet.
 */
export function judge(days) {
  return days.map((one, at) => {
    const band = bandAfter(days.slice(0, at).map(({ value }) => value));
    const unlike = !band || one.value === null ? null : one.value > band.high ? "high" : one.value < band.low && one.final ? "low" : null;
    return { ...one, band, unlike };
  });
}

/** Of the days that are unlike the others so many that are furthest outside of their bands, the oldest first. */
export function furthestOf(days, max) {
  const excess = ({ value, band }) => Math.abs(value - band.expected) / (band.high - band.expected || 1);
  const chosen = [...days].sort((one, other) => excess(other) - excess(one)).slice(0, max);
  return chosen.sort((one, other) => one.day.localeCompare(other.day));
}
