// What Chart.js draws, made of figures: lines, stacks around zero, bars, and the Lorenz curve. Pure functions of the
// figures and the colours; charts.js draws them.
import { shortDay } from "./days.js";
import { about, count } from "./numbers.js";

/** As many series have a colour of their own; the rest share one. */
export const SERIES_MAX = 7;
export const REST = "rest";
/** The class of the series at a place, which console.css gives the same colour as the canvas has. */
export const colourAt = (at) => (at < SERIES_MAX ? `series-${at + 1}` : REST);

/** The colours and the type that the style sheets give; a canvas knows no custom properties. */
export function coloursOf(element) {
  const style = getComputedStyle(element);
  const read = (name) => style.getPropertyValue(`--${name}`).trim();
  const named = (names) => Object.fromEntries(names.map((name) => [name, read(name)]));
  const series = Array.from({ length: SERIES_MAX }, (_, at) => colourAt(at));
  return { ...named([...series, REST, "ink", "faint", "line", "sheet", "debit"]), font: style.fontFamily };
}

/** `#rrggbb` with an alpha of 0 to 255. */
const sheer = (colour, alpha) => `${colour}${alpha.toString(16).padStart(2, "0")}`;

const POINTS_MAX = 45;

function options(colours, { x = {}, y = {}, tooltip = {}, ...more } = {}) {
  const font = { family: colours.font, size: 12 };
  const axis = { border: { display: false }, grid: { color: colours.line }, ticks: { color: colours.faint, font } };
  const write = (item) => `${item.dataset.label}: ${count(item.parsed.y)}`;
  return {
    responsive: true,
    maintainAspectRatio: false,
    interaction: { mode: "index", intersect: false },
    scales: {
      x: { ...axis, ...x, grid: { display: false }, ticks: { ...axis.ticks, maxRotation: 0, autoSkipPadding: 16, ...x.ticks } },
      y: { ...axis, ...y, ticks: { ...axis.ticks, callback: (value) => about(value), maxTicksLimit: 6, ...y.ticks } },
    },
    plugins: {
      tooltip: {
        backgroundColor: colours.ink,
        titleColor: colours.sheet,
        bodyColor: colours.sheet,
        titleFont: font,
        bodyFont: font,
        ...tooltip,
        callbacks: { label: write, ...tooltip.callbacks },
      },
    },
    ...more,
  };
}

const lineOf = (colours, { name, values, colour, isDashed, isFilled, isOpen }) => ({
  type: "line",
  label: name,
  data: values,
  borderColor: colours[colour],
  backgroundColor: sheer(colours[colour], 0x2e),
  borderWidth: 2,
  borderDash: isDashed ? [6, 4] : [],
  // The way to a day that is not over.
  segment: isOpen ? { borderDash: ({ p1DataIndex: at }) => (at === values.length - 1 ? [3, 4] : undefined) } : {},
  pointRadius: values.length > POINTS_MAX ? 0 : 2,
  pointHitRadius: 8,
  pointBackgroundColor: colours[colour],
  fill: isFilled ? "origin" : false,
  spanGaps: false,
});

/** A line a series over days. `band` is the two edges between which a day is like the 28 before it. */
export const lines = ({ days, series, band, begin = false, write }) => (colours) => ({
  type: "line",
  data: {
    labels: days.map(shortDay),
    datasets: [...series.map((one) => lineOf(colours, one)), ...(band ? bandOf(colours, band) : [])],
  },
  options: options(colours, {
    y: { beginAtZero: begin, ...(write && { ticks: { callback: (value) => write(value) } }) },
    tooltip: write ? { callbacks: { label: (item) => `${item.dataset.label}: ${write(item.parsed.y)}` } } : {},
  }),
});

const bandOf = (colours, { low, high }) =>
  [
    { label: "Highest of the band", data: high, fill: "+1" },
    { label: "Lowest of the band", data: low, fill: false },
  ].map((edge) => ({
    ...edge,
    type: "line",
    borderColor: sheer(colours.faint, 0x66),
    backgroundColor: sheer(colours.faint, 0x22),
    borderWidth: 1,
    pointRadius: 0,
  }));

/** Bars that stand on zero and hang from it, a colour a series, and lines over them. */
export const stacks = ({ days, bars, over }) => (colours) => ({
  type: "bar",
  data: {
    labels: days.map(shortDay),
    datasets: [
      ...over.map((one) => ({ ...lineOf(colours, one), borderColor: colours[one.colour] ?? colours.ink, order: 0 })),
      ...bars.map(({ name, values, colour }) => ({
        type: "bar",
        label: name,
        data: values,
        backgroundColor: colours[colour],
        // A hairline of paper between two colours, for those to whom they are the same.
        borderColor: colours.sheet,
        borderWidth: days.length > 60 ? 0 : { top: 1, bottom: 1 },
        stack: "all",
        order: 1,
        categoryPercentage: 0.9,
        barPercentage: 1,
      })),
    ],
  },
  options: options(colours, {
    x: { stacked: true },
    y: { stacked: true },
    tooltip: { filter: (item) => item.parsed.y !== 0 },
  }),
});

/** A bar a name. On a scale of powers of ten where the largest is far beyond the middle; a zero has no bar there. */
export const bars = ({ names, values, label, isLogarithmic = false }) => (colours) => ({
  type: "bar",
  data: {
    labels: names,
    datasets: [{ label, data: values, backgroundColor: colours[colourAt(0)], maxBarThickness: 56, borderRadius: 3 }],
  },
  options: options(colours, {
    x: { ticks: { autoSkip: false, maxRotation: 45 } },
    y: { type: isLogarithmic ? "logarithmic" : "linear", beginAtZero: true },
  }),
});

/** The share that the poorest x percent hold, beside the line on which all hold the same. */
export const lorenz = ({ points, write }) => (colours) => {
  const line = (name, data, colour, isDashed) => ({
    ...lineOf(colours, { name, values: data, colour, isDashed, isFilled: !isDashed }),
    pointRadius: 0,
  });
  const scale = { type: "linear", min: 0, max: 100, ticks: { callback: (value) => write(value / 100), stepSize: 25 } };
  return {
    type: "line",
    data: {
      datasets: [
        line("What they hold", points, colourAt(0), false),
        line("If all held the same", [{ x: 0, y: 0 }, { x: 100, y: 100 }], REST, true),
      ],
    },
    options: options(colours, {
      x: scale,
      y: scale,
      interaction: { mode: "nearest", axis: "x", intersect: false },
      tooltip: {
        filter: (item) => item.datasetIndex === 0,
        callbacks: {
          title: () => "",
          label: (item) => `The poorest ${write(item.parsed.x / 100)} hold ${write(item.parsed.y / 100)}`,
        },
      },
    }),
  };
};
