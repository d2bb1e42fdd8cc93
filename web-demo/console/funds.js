// What the service's own wallets can run out of, and when. Pure functions.
import { readMetrics } from "./analytics.js";
import { formatNumber } from "./figures.js";

/** Revenue only fills, issuance is what was minted, and a debt is a player's: none of them runs out. */
export const RUNS_OUT = (owner) => owner.startsWith("system:") && !/^system:(revenue|issuance|debt:)/.test(owner);

/** The days that each fund lasts at the rate of the last day, by `owner asset`, of the text of `/metrics`. */
export const daysLeftIn = (text) =>
  new Map(
    readMetrics(text)
      .filter(({ name }) => name === "wallet_system_days_left")
      .map(({ labels, value }) => [`${labels.owner} ${labels.asset}`, value]),
  );

export function sayLasting(days) {
  if (days === undefined) return "";
  if (days === Infinity) return "nothing went out in the last day";
  const whole = Math.floor(days);
  return whole < 1 ? "less than a day" : `${formatNumber(whole)} ${whole === 1 ? "day" : "days"} at this rate`;
}
