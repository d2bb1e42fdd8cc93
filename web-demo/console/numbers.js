// Figures that may be missing: a day without one is told as a dash. How a figure is written is in figures.js.
import { formatCompact, formatNumber, formatPercent, formatSigned } from "./figures.js";

const fine = new Intl.NumberFormat(navigator.languages, { maximumSignificantDigits: 3 });

const orDash = (write) => (value) => (value === null || value === undefined ? "–" : write(value));

/** 1234567 -> "1,234,567" */
export const count = orDash(formatNumber);
/** 12 -> "+12" */
export const signed = orDash(formatSigned);
/** 0.031 -> "3.1%" */
export const share = orDash(formatPercent);
/** 1234567 -> "1.2M", for an axis */
export const about = orDash(formatCompact);
/** 0.0312749 -> "0.0313" */
export const fraction = orDash((value) => fine.format(value).replace("-", "−"));
/** 0.125 -> "+12.5%" */
export const offBy = orDash((value) => (value > 0 ? "+" : "") + formatPercent(value));

/** How far `now` is from `before`: "+12.5%", or null where nothing can be said. */
export const change = (now, before) => (now === null || now === undefined || !before ? null : offBy(now / before - 1));
