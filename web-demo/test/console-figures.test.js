// What the console's figures are made of, without a browser: bands, stacks, days, sums, colours.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

// Node 20 has none; a browser always has.
globalThis.navigator ??= { languages: ["en-GB"] };
const { bandAfter, furthestOf, judge, median } = await import("../console/band.js");
const { addDays, countDays, isDay, listDays, today } = await import("../console/days.js");
const { beginOf, everyDay, idleSupply, periodBefore, readCheck, readMetrics, stackFlows, sumSupply, sumVelocity } = await import("../console/analytics.js");
const { change } = await import("../console/numbers.js");

/** Weekends are busy: 100 a day, and 160 on two of seven, a little more or less each time. */
const week = (from) => Array.from({ length: 7 }, (_, at) => (at > 4 ? 160 : 100) + ((from + at) % 5) - 2);
const weeks = (count) => Array.from({ length: count }, (_, at) => week(at)).flat();
const asDays = (values) => values.map((value, at) => ({ day: addDays("2026-08-03", at), value, final: true }));

test("the median is the middle, of an even number the mean of two, of nothing nothing", () => {
  assert.deepEqual([median([3, 1, 2]), median([4, 1, 2, 3]), median([])], [2, 2.5, null]);
});

test("a band needs 28 days, and knows the weekday that comes next", () => {
  assert.equal(bandAfter(weeks(4).slice(1)), null);
  const monday = bandAfter(weeks(4));
  assert.ok(monday.expected > 97 && monday.expected < 103, `${monday.expected}`);
  const saturday = bandAfter(weeks(5).slice(0, 33));
  assert.ok(saturday.expected > 157 && saturday.expected < 163, `${saturday.expected}`);
});

test("weekends are like other weekends; a spike is not, and does not hide the next one", () => {
  const values = weeks(8);
  assert.deepEqual(judge(asDays(values)).filter(({ unlike }) => unlike), []);
  values[40] *= 3;
  values[44] *= 2.5;
  values[50] = 10;
  const found = judge(asDays(values)).filter(({ unlike }) => unlike);
  assert.deepEqual(found.map(({ day, unlike }) => [day, unlike]), [
    [addDays("2026-08-03", 40), "high"],
    [addDays("2026-08-03", 44), "high"],
    [addDays("2026-08-03", 50), "low"],
  ]);
  // Whatever was watched first, and however early: the list of a few has the ones that matter, in the order of time.
  assert.deepEqual(furthestOf([found[2], found[0], found[1]], 2).map(({ day }) => day), [found[0].day, found[1].day]);
});

test("a day that is not over is not too low yet, and can be too high already", () => {
  const days = (value) => judge([...asDays(weeks(4)), { day: "2026-08-31", value, final: false }]).at(-1).unlike;
  assert.deepEqual([days(3), days(100), days(900)], [null, null, "high"]);
});

test("where nothing ever changes a tenth more is still the same", () => {
  const days = (value) => judge([...asDays(Array(28).fill(1000)), { day: "2026-08-31", value, final: true }]).at(-1).unlike;
  assert.deepEqual([days(1000), days(1099), days(1101), days(899)], [null, null, "high", "low"]);
});

test("days are dates, and periods of days are counted with both ends", () => {
  assert.deepEqual([isDay("2026-02-28"), isDay("2026-02-3"), isDay("2026-13-01"), isDay(undefined)], [true, false, false, false]);
  assert.equal(addDays("2026-10-25", 1), "2026-10-26", "no clock change makes a day longer");
  assert.deepEqual(listDays("2026-12-30", "2027-01-02"), ["2026-12-30", "2026-12-31", "2027-01-01", "2027-01-02"]);
  assert.equal(countDays("2026-11-01", "2026-11-28"), 28);
  assert.deepEqual(periodBefore({ from: "2026-11-08", to: "2026-11-14" }), { from: "2026-11-01", to: "2026-11-07" });
  const lateEvening = Date.parse("2026-11-30T23:30:00Z");
  assert.deepEqual(["UTC", "Europe/Berlin", "Nowhere/Ever"].map((zone) => today(zone, lateEvening)), ["2026-11-30", "2026-12-01", "2026-11-30"]);
});

test("a day without a row had no movement, and what was held is held", () => {
  const rows = [{ day: "2026-11-02", final: true, in: 5, out: 2, net: 3, supply: 103 }];
  const days = everyDay(rows, { from: "2026-11-01", to: "2026-11-03" }, idleSupply);
  assert.deepEqual(days.map(({ day, in: came, supply }) => [day, came, supply]), [["2026-11-01", 0, 0], ["2026-11-02", 5, 103], ["2026-11-03", 0, 103]]);
  assert.deepEqual(sumSupply(days.slice(1)), { inTotal: 5, outTotal: 2, net: 3, begin: 100, end: 103 });
  assert.deepEqual(sumSupply([]), { inTotal: 0, outTotal: 0, net: 0, begin: null, end: null });
});

test("a ledger begins with the first day that has anything", () => {
  const rows = [{ day: "2026-11-01", in: 0, supply: 0 }, { day: "2026-11-02", in: 5, supply: 0 }, { day: "2026-11-03", in: 0, supply: 0 }];
  assert.equal(beginOf(rows), "2026-11-02");
  assert.equal(beginOf([{ day: "2026-11-01", active_wallets: 0, supply: 0 }, { day: "2026-11-02", active_wallets: 1, supply: 0 }]), "2026-11-02");
  assert.equal(beginOf(rows.slice(0, 1)), null);
});

test("velocity of a period is what was spent a day of what was held on average", () => {
  const day = (spent, supply, active) => ({ spent, supply, active_wallets: active });
  assert.deepEqual(sumVelocity([day(10, 100, 4), day(30, 300, 8)]), { spent: 40, velocity: 0.1, active: 6, activeMost: 8 });
  assert.equal(sumVelocity([day(0, 0, 0)]).velocity, null);
  assert.deepEqual([change(110, 100), change(90, 100), change(5, 0), change(null, 3)], ["+10%", "−10%", null, null]);
});

test("stacks add up: every row is in a series, the smallest share one, sinks are negative", () => {
  const rows = Array.from({ length: 12 }, (_, at) => ({ flow: at % 2 ? "spend" : "bonus", label: at === 11 ? "" : `label ${at}`, in: at % 2 ? 0 : 10 + at, out: at % 2 ? 20 + at : 0 }));
  const days = [{ day: "2026-11-01", rows }, { day: "2026-11-03", rows: rows.slice(0, 2) }, { day: "2025-01-01", rows }];
  const { sources, sinks, net, others, days: shown } = stackFlows(days, { from: "2026-11-01", to: "2026-11-03" }, "reason", (flow) => flow);
  const sum = (series, at) => series.reduce((all, { values }) => all + values[at], 0);
  const expected = (of, member) => of.reduce((all, row) => all + row[member], 0);
  assert.deepEqual(shown, ["2026-11-01", "2026-11-02", "2026-11-03"]);
  assert.deepEqual([sum(sources, 0), -sum(sinks, 0)], [expected(rows, "in"), expected(rows, "out")]);
  assert.deepEqual(net, [expected(rows, "in") - expected(rows, "out"), 0, 10 - 21]);
  assert.ok(sinks.every(({ values }) => values.every((value) => value <= 0)));
  assert.equal(others, 5);
  assert.ok(sinks.some(({ name }) => name === "spend, none given"), "what has no label is called by its flow");
});

test("the check with the ledger is equal, not made yet, or a difference", () => {
  const check = (equal) => readCheck({ ledger_minor: 3, rollups_minor: 4, equal }).state;
  assert.equal(readCheck({ ledger_minor: 3, holdings_minor: 3, equal: true }).counted, 3);
  assert.deepEqual([check(true), check(false), check(null), readCheck(undefined)], ["equal", "differs", "pending", null]);
});

test("lines of metrics are read with their labels", () => {
  const text = '# HELP x y\nwallet_feed_position 7\nwallet_system_days_left{owner="system:event",asset="GOLD_COINS"} inf\nbroken\n';
  assert.deepEqual(readMetrics(text), [
    { name: "wallet_feed_position", labels: {}, value: 7 },
    { name: "wallet_system_days_left", labels: { owner: "system:event", asset: "GOLD_COINS" }, value: Infinity },
  ]);
});

// The colours of series. Simulated by the matrices of Machado, Oliveira and Fernandes (2009), severity 1, in linear light;
// compared in OKLab, where a distance of 0.02 is about what an eye can just tell apart.
const BLINDNESS = {
  none: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
};
const linear = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
const seenAs = (matrix, rgb) => matrix.map((row) => Math.min(1, Math.max(0, row.reduce((sum, k, at) => sum + k * rgb[at], 0))));
function oklab([r, g, b]) {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s, 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s, 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s];
}
const luminance = ([r, g, b]) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
const contrast = (one, other) => {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
};

test("the colours of series stay apart for the colour-blind, and from the paper, dark and light", async () => {
  const [css, base] = await Promise.all(["../console/economy.css", "../base.css"].map((name) => readFile(new URL(name, import.meta.url), "utf8")));
  const schemes = (text, name) => [...text.matchAll(new RegExp(`--${name}: (#[0-9a-f]{6});`, "g"))].map(([, hex]) => hex);
  const sheets = schemes(base, "sheet");
  assert.equal(sheets.length, 2);
  for (const scheme of [0, 1]) {
    const colours = [1, 2, 3, 4, 5, 6, 7].map((at) => schemes(css, `series-${at}`)[scheme]);
    for (const colour of [...colours, schemes(css, "rest")[scheme]]) {
      const ratio = contrast(linear(colour), linear(sheets[scheme]));
      assert.ok(ratio >= 3, `${colour} on ${sheets[scheme]}: ${ratio.toFixed(2)}`);
    }
    for (const [kind, matrix] of Object.entries(BLINDNESS)) {
      const seen = colours.map((colour) => oklab(seenAs(matrix, linear(colour))));
      for (const [at, one] of seen.entries()) {
        for (const [other, two] of seen.entries()) {
          if (other <= at) continue;
          const apart = Math.hypot(...one.map((value, axis) => value - two[axis]));
          assert.ok(apart >= 0.08, `${kind}: ${colours[at]} and ${colours[other]} are ${apart.toFixed(3)} apart`);
        }
      }
    }
  }
});
