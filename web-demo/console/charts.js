// A figure: what it is in one sentence, a chart, the same figures as a table and as CSV, and a link that brings it back.
//
// Chart.js draws on a canvas, which a screen reader cannot read and a policy has nothing against. So the table is always
// there: shown in the place of the chart, or beside it for those who do not see one. plots.js says what is drawn.
import { html, useEffect, useRef, useState } from "../ui.js";
import { csvOf, save } from "./csv.js";
import { coloursOf } from "./plots.js";

/** Loaded with the first chart: a screen without one does not transfer it. */
let library = null;
const loadLibrary = () => (library ??= import("../vendor/chart.js").then(register));

function register(parts) {
  const { Chart, ...rest } = parts;
  Chart.register(...Object.values(rest));
  return Chart;
}

const dark = matchMedia("(prefers-color-scheme: dark)");
const still = matchMedia("(prefers-reduced-motion: reduce)");

/** Calls back when the reader's colours or their wish for less motion change. */
function useLook() {
  const [look, setLook] = useState(0);
  useEffect(() => {
    const again = () => setLook((before) => before + 1);
    dark.addEventListener("change", again);
    still.addEventListener("change", again);
    return () => {
      dark.removeEventListener("change", again);
      still.removeEventListener("change", again);
    };
  }, []);
  return look;
}

/** `plot(colours)` is a configuration of Chart.js; another function is another chart. */
function Canvas({ plot, label }) {
  const canvas = useRef(null);
  const [isDrawn, setDrawn] = useState(false);
  const look = useLook();
  useEffect(() => {
    let chart;
    let isGone = false;
    loadLibrary().then((Chart) => {
      if (isGone || !canvas.current?.isConnected) return;
      const config = plot(coloursOf(canvas.current));
      config.options.animation = still.matches ? false : { duration: 250 };
      chart = new Chart(canvas.current, config);
      setDrawn(true);
    });
    return () => {
      isGone = true;
      chart?.destroy();
    };
  }, [plot, look]);
  return html`<div class="canvas" data-drawn=${isDrawn}><canvas ref=${canvas} role="img" aria-label=${label}></canvas></div>`;
}

/** `columns` are `{ title, write? }`; a row is an array of values, which the CSV has as they are. */
const FigureTable = ({ caption, columns, rows, isHidden }) => html`
  <div class=${isHidden ? "unseen" : "scroll"} tabindex=${isHidden ? null : "0"} role=${isHidden ? null : "region"}
    aria-label=${isHidden ? null : `${caption}, table`}>
    <table class="plain">
      <caption class="unseen">${caption}</caption>
      <thead><tr>${columns.map(({ title }) => html`<th key=${title} scope="col">${title}</th>`)}</tr></thead>
      <tbody>
        ${rows.map((row, at) => html`
          <tr key=${at}>
            ${row.map((value, column) => {
              const { write = String } = columns[column];
              return column === 0 ? html`<th scope="row">${write(value)}</th>` : html`<td>${write(value)}</td>`;
            })}
          </tr>
        `)}
      </tbody>
    </table>
  </div>
`;

/** The series by colour; each is also told apart by its place, its dashes or its name in the table. */
const Legend = ({ series }) => html`
  <ul class="legend">
    ${series.map(({ name, colour, isDashed }) => html`
      <li key=${name}><span class=${`swatch ${colour}${isDashed ? " dashed" : ""}`}></span>${name}</li>
    `)}
  </ul>
`;

/**
 * One figure. `sentence` says what it is and where it comes from; `summary` what it shows, for those who see no chart.
 * `link` brings the figure back, `source` is the request that its numbers come from. Without a `plot` it is a table.
 */
export function ChartCard({ id, title, sentence, summary, plot, series, columns, rows, link, source, note, asOf, children }) {
  const [isTable, setTable] = useState(false);
  const shows = Boolean(plot) && !isTable;
  const toCsv = () => csvOf(columns.map(({ title: head }, at) => [head, (row) => row[at]]), rows);
  return html`
    <section class="card" id=${id} aria-labelledby=${`${id}-title`}>
      <h2 id=${`${id}-title`} tabindex="-1">${title}</h2>
      <p class="sentence">${sentence}</p>
      ${children}
      ${shows && series && html`<${Legend} series=${series} />`}
      ${shows && html`<${Canvas} plot=${plot} label=${`${title}. ${summary ?? ""}`} />`}
      ${rows.length > 0 && html`<${FigureTable} caption=${title} columns=${columns} rows=${rows} isHidden=${shows} />`}
      ${note && html`<p class="hint">${note}</p>`}
      ${asOf && html`<p class="small-print">${asOf}</p>`}
      <p class="tools">
        ${plot && html`
          <button type="button" class="quiet small-button" aria-pressed=${isTable ? "true" : "false"}
            onClick=${() => setTable(!isTable)}>Table</button>
        `}
        <button type="button" class="quiet small-button" onClick=${() => save(`${id}.csv`, toCsv())}>CSV</button>
        <a href=${link}>Link</a>
        <code>GET ${source}</code>
      </p>
    </section>
  `;
}
