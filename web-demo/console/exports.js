// The button that exports everything that fits, with how far it is.
import { html, useEffect, useRef, useState } from "../ui.js";
import { saveBlob } from "./csv.js";
import { exportAll } from "./exporting.js";
import { formatNumber, formatPercent } from "./figures.js";
import { describeFailure } from "./parts.js";

/** `what` is transactions, entries or wallets; `path` has the conditions in its query. */
export function ExportAll({ what, path }) {
  const [state, setState] = useState({ name: "none" });
  const running = useRef(null);
  useEffect(() => () => running.current?.abort(), []);

  const start = async (format) => {
    running.current = new AbortController();
    setState({ name: "running", rows: 0, share: null });
    try {
      const { blob, rows, problem } = await exportAll(path, format, {
        signal: running.current.signal,
        onProgress: (progress) => setState({ name: "running", ...progress }),
      });
      if (blob) saveBlob(`${what}.${format}`, blob);
      setState(blob ? { name: "done", rows } : { name: "refused", problem });
    } catch {
      setState({ name: "none" }); // it was stopped
    }
  };
  if (state.name === "running") {
    return html`
      <div class="exporting">
        <progress max="1" value=${state.share ?? undefined} aria-label="Export"></progress>
        <p role="status">${formatNumber(state.rows)} rows${state.share !== null ? `, ${formatPercent(state.share)} of the way` : ""}</p>
        <button type="button" class="quiet" onClick=${() => running.current.abort()}>Stop</button>
      </div>
    `;
  }
  return html`
    <button type="button" class="quiet" onClick=${() => start("csv")}>Export all as CSV</button>
    <button type="button" class="quiet" onClick=${() => start("jsonl")}>Export all as lines of JSON</button>
    <p class="hint" role="status">${told(state)}</p>
  `;
}

function told({ name, rows, problem }) {
  if (name === "done") return `${formatNumber(rows)} rows, all there are.`;
  if (name !== "refused") return "";
  const { title, detail } = describeFailure({ problem });
  return `${title} ${detail}`;
}
