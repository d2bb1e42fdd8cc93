// A player's movements at any depth: the entries of each wallet are found at once, by the wallet's own index, and put
// together by time. What moved nothing (holds, refusals) is not among them: that is for the search.
import { connection, pathTo, read, v1 } from "./server.js";
import { useCallback, useEffect, useRef, useState } from "../ui.js";

const PAGE = 25;

/** As `usePages` of server.js, of whole transactions; `assets` of null asks nothing. */
export function useMoves(owner, assets, { flow, from, to }) {
  const mark = assets && JSON.stringify([owner, assets, flow, from, to]);
  const [seen, setSeen] = useState({});
  const ticket = useRef(0);
  const { revision } = connection.use();

  const load = useCallback(
    async (before) => {
      const mine = ++ticket.current;
      if (!mark) return;
      setSeen((old) => (old.mark === mark ? { ...old, failure: null, busy: true } : { mark, busy: true }));
      const streams = before?.streams ?? assets.map((asset) => ({ asset, ahead: [], cursor: null, isDone: false }));
      const answer = await nextOf(owner, streams, { flow, from, to });
      if (mine !== ticket.current) return;
      if (answer.failure) return setSeen((old) => ({ ...old, failure: answer.failure, busy: false }));
      const rows = [...(before?.rows ?? []), ...answer.rows];
      setSeen({ mark, streams: answer.streams, rows, isDone: answer.isDone, failure: null, busy: false });
    },
    [mark],
  );
  const reload = useCallback(() => load(null), [load]);
  useEffect(() => void reload(), [reload, revision]);

  const now = seen.mark === mark ? seen : { busy: mark !== null };
  const { rows = null, isDone = false, failure = null, busy = false } = now;
  return { rows, searchedTo: null, isDone, failure, busy, loadMore: () => !busy && load(now), reload, stop: () => {} };
}

/** The next page of transactions, the newest first, and the streams behind it. */
async function nextOf(owner, before, filters) {
  const streams = before.map((stream) => ({ ...stream, ahead: [...stream.ahead] }));
  const ids = new Set();
  while (ids.size < PAGE) {
    const empty = streams.filter(({ ahead, isDone }) => ahead.length === 0 && !isDone);
    const failures = await Promise.all(empty.map((stream) => fill(owner, stream, filters)));
    const failure = failures.find(Boolean);
    if (failure) return { failure };
    if (streams.some(({ ahead, isDone }) => ahead.length === 0 && !isDone)) continue; // a short page of a filter
    const filled = streams.filter(({ ahead }) => ahead.length > 0);
    if (filled.length === 0) break;
    const newest = filled.reduce((one, other) => (other.ahead[0].created_at > one.ahead[0].created_at ? other : one));
    ids.add(newest.ahead.shift().transaction_id);
  }
  const answers = await Promise.all([...ids].map((id) => read(v1("transactions", id))));
  const failure = answers.find(({ kind }) => kind !== "ok");
  if (failure) return { failure };
  const isDone = streams.every(({ ahead, isDone: ended }) => ended && ahead.length === 0);
  return { rows: answers.map(({ body }) => body), streams, isDone };
}

/** Reads a stream's next page; the answer is what went wrong. */
async function fill(owner, stream, filters) {
  const path = pathTo(v1("wallets", owner, stream.asset, "entries"), { ...filters, limit: PAGE, cursor: stream.cursor });
  const answer = await read(path, (body) => Array.isArray(body?.data));
  if (answer.kind !== "ok") return answer;
  stream.ahead = answer.body.data;
  stream.cursor = answer.body.next_cursor;
  stream.isDone = answer.body.next_cursor === null;
  return null;
}
