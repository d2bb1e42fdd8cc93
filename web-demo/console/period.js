// When a period of a limit began, by the days of a time zone (docs/api/economy.md#limits). Pure functions.
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
  const local = Date.UTC(parts.year, parts.month - 1, parts.day - daysBack);
  // Clocks may have changed since: the offset is the one of that moment, near enough to find it.
  const near = local - offsetMs(new Date(local), zone);
  return new Date(local - offsetMs(new Date(near), zone));
}

function offsetMs(at, zone) {
  const text = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" }).format(at);
  const [, sign, hours, minutes = "0"] = /GMT([+-])(\d+):?(\d+)?/.exec(text) ?? [null, "+", "0", "0"];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
