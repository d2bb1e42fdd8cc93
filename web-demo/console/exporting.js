// An export of any length (docs/api/exports.md), read as it comes: how far it is, and on behind the last whole row when the
// connection breaks. What has come is kept in memory until the file is given to the reader.
import { credentials } from "../key.js";
import { connection, lookForService, withQuery } from "./server.js";

const WAIT_MS = 1_000;
const WAIT_MS_MAX = 15_000;

/** The cursor of a line, and which mark it is, if it is one. */
export const FORMATS = {
  csv: {
    type: "text/csv;charset=utf-8",
    // Cursors have neither a comma nor a quote.
    readLine: (line) => ({ mark: /^#(at|end),/.exec(line)?.[1] ?? null, cursor: line.slice(line.lastIndexOf(",") + 1).trim() }),
  },
  jsonl: {
    type: "application/x-ndjson",
    readLine: (line) => {
      const { mark = null, cursor } = JSON.parse(line);
      return { mark, cursor };
    },
  },
};

/** A cursor begins with the position of its row in the feed. */
const positionOf = (cursor) => Number.parseInt(cursor ?? "", 10) || 0;

/**
 * Exports `path`. Calls `onProgress({ rows, share })` as it goes, `share` between 0 and 1 or null. Resolves with
 * `{ blob, rows }`, or `{ problem }` if the service refuses; rejects if `signal` is aborted.
 */
export async function exportAll(path, format, { signal, onProgress }) {
  const parts = [];
  const state = { rows: 0, after: null, head: null, end: 0 };
  for (let wait = WAIT_MS; ; ) {
    const before = state.rows;
    const outcome = await readSome(path, format, state, parts, { signal, onProgress });
    if (outcome === "end") return { blob: new Blob(parts, { type: FORMATS[format].type }), rows: state.rows };
    if (outcome.problem) return outcome;
    wait = state.rows > before ? WAIT_MS : Math.min(2 * wait, WAIT_MS_MAX);
    await waited(wait, signal);
  }
}

/** "end", `{ problem }`, or "cut" if it is to be gone on with. */
async function readSome(path, format, state, parts, { signal, onProgress }) {
  try {
    const headers = { Accept: "*/*", ...credentials() };
    const response = await fetch(withQuery(path, { format, after: state.after }), { headers, signal, cache: "no-store", redirect: "error" });
    if (!response.ok) {
      const problem = await response.json().catch(() => ({ status: response.status, title: response.statusText }));
      return [408, 429, 502, 503, 504].includes(response.status) ? "cut" : { problem };
    }
    state.end ||= positionOf(response.headers.get("Wallet-Export-End"));
    let isHead = format === "csv";
    for await (const lines of linesOf(response.body)) {
      const kept = [];
      for (const line of lines) {
        if (isHead) {
          // The names of the cells come again with each piece.
          if (!state.head) kept.push(line);
          state.head = line;
          isHead = false;
          continue;
        }
        const { mark, cursor } = FORMATS[format].readLine(line);
        if (cursor) state.after = cursor;
        if (mark === "end") {
          parts.push(kept.join(""));
          return "end";
        }
        if (mark) continue;
        kept.push(line);
        state.rows += 1;
      }
      parts.push(kept.join(""));
      onProgress({ rows: state.rows, share: state.end ? Math.min(positionOf(state.after) / state.end, 1) : null });
    }
    return "cut";
  } catch (error) {
    if (signal.aborted) throw error;
    lookForService();
    return "cut";
  }
}

/** The whole lines of a body, some at a time, each with its end; a line that was cut off is dropped. */
async function* linesOf(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = (rest + value).split(/(?<=\n)/);
    rest = lines.at(-1).endsWith("\n") ? "" : lines.pop();
    yield lines;
  }
}

/** Waits so long, or until the service is back; rejects if `signal` is aborted. */
const waited = (ms, signal) =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(done, ms);
    const stop = connection.follow(({ gone }) => !gone && done());
    signal.addEventListener("abort", fail);
    function done() {
      clear();
      resolve();
    }
    function fail() {
      clear();
      reject(signal.reason);
    }
    function clear() {
      clearTimeout(timer);
      stop();
      signal.removeEventListener("abort", fail);
    }
  });
