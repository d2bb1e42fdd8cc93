// When days, weeks and months of a time zone began: the periods of limits (docs/api/economy.md#limits). Pure functions.
const WEEK = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** When the day, week or month of a zone began that holds `now`. */
export function periodStart(now, per, zone) {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat("en-US", {
      timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", weekday: "short",
      hour: "numeric", minute: "numeric", second: "numeric",
    }).formatToParts(now).map(({ type, value }) => [type, value]),
  );
  const daysBack = { day: 0, week: WEEK.indexOf(parts.weekday), month: parts.day - 1 }[per];
  return midnight(Date.UTC(parts.year, parts.month - 1, parts.day - daysBack), zone);
}

/** When a day of a zone began, `YYYY-MM-DD`. */
export const dayStart = (day, zone) => midnight(Date.parse(`${day}T00:00:00Z`), zone);

/** The moment at which the clocks of a zone show what those of UTC show at `local`. */
function midnight(local, zone) {
  // Clocks may have changed since: the offset is the one of that moment, near enough to find it.
  const near = local - offsetMs(new Date(local), zone);
  return new Date(local - offsetMs(new Date(near), zone));
}

function offsetMs(at, zone) {
  const text = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" }).format(at);
  const [, sign, hours, minutes = "0"] = /GMT([+-])(\d+):?(\d+)?/.exec(text) ?? [null, "+", "0", "0"];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
