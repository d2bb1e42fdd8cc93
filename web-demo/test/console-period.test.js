// When a day, a week and a month of a time zone began, without a browser.
import assert from "node:assert/strict";
import { test } from "node:test";
import { dayStart, periodStart } from "../console/period.js";

const startOf = (now, per, zone) => periodStart(new Date(now), per, zone).toISOString().replace(".000", "");

test("a period begins at midnight of its zone, whatever clocks did since", () => {
  for (const [now, per, zone, start] of [
    ["2026-11-30T15:00:00Z", "day", "UTC", "2026-11-30T00:00:00Z"],
    ["2026-11-30T23:30:00Z", "day", "Europe/Berlin", "2026-11-30T23:00:00Z"],
    ["2026-11-30T22:30:00Z", "day", "Europe/Berlin", "2026-11-29T23:00:00Z"],
    // Clocks went back on 25 October at 01:00 UTC, and forward on 29 March at 01:00 UTC.
    ["2026-10-25T12:00:00Z", "day", "Europe/Berlin", "2026-10-24T22:00:00Z"],
    ["2026-03-29T12:00:00Z", "day", "Europe/Berlin", "2026-03-28T23:00:00Z"],
    ["2026-10-31T12:00:00Z", "month", "Europe/Berlin", "2026-09-30T22:00:00Z"],
    ["2026-12-02T12:00:00Z", "week", "UTC", "2026-11-30T00:00:00Z"], // a Wednesday
    ["2026-11-30T00:00:00Z", "week", "UTC", "2026-11-30T00:00:00Z"], // a Monday
    ["2026-11-29T23:59:59Z", "week", "UTC", "2026-11-23T00:00:00Z"], // a Sunday
    ["2026-03-01T05:00:00Z", "month", "America/New_York", "2026-03-01T05:00:00Z"],
    ["2026-03-01T04:59:59Z", "month", "America/New_York", "2026-02-01T05:00:00Z"],
    ["2026-11-30T18:29:00Z", "day", "Asia/Kolkata", "2026-11-29T18:30:00Z"],
  ]) {
    assert.equal(startOf(now, per, zone), start, `${per} of ${now} in ${zone}`);
  }
});

test("a day of a zone begins at its midnight, also when clocks change on it", () => {
  for (const [day, zone, start] of [
    ["2026-11-30", "UTC", "2026-11-30T00:00:00Z"],
    ["2026-11-30", "Pacific/Kiritimati", "2026-11-29T10:00:00Z"],
    ["2026-11-30", "Pacific/Pago_Pago", "2026-11-30T11:00:00Z"],
    ["2026-10-25", "Europe/Berlin", "2026-10-24T22:00:00Z"],
    ["2026-10-26", "Europe/Berlin", "2026-10-25T23:00:00Z"],
  ]) {
    assert.equal(dayStart(day, zone).toISOString().replace(".000", ""), start, `${day} in ${zone}`);
  }
});
