// The console's way to the service. Start with `useRead` and `usePages`; what an action sends is in action.js.
//
// `ask` of ../api.js gives one of three answers (ok, refused, unknown). Here the console notes what concerns all screens: a
// 401 (`denied`: sign in again) and a service that is away (`connection`: the banner; everything is read again when it is
// back).
//
// Every question gets a ticket, and an answer counts only while its ticket is the latest: the slower answer about the player
// before must not be shown under the name of this one.
import { ask } from "../api.js";
import { store } from "./store.js";
import { useCallback, useEffect, useRef, useState } from "../ui.js";

/** `{ gone, revision }`: whether the service is away, and a number that grows when everything is to be read again. */
export const connection = store({ gone: false, revision: 0 });

/** The 401 that the service answered last, or null. */
export const denied = store(null);

const KNOCK_MS = 1_000;
const KNOCK_MS_MAX = 10_000;

/** A path with its query; members that are empty are left out. */
export function pathTo(path, query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return given.length > 0 ? `${path}?${new URLSearchParams(given)}` : path;
}

/** `/v1/wallets/` and names, each encoded: an owner may hold a slash. */
export const v1 = (...names) => `/v1/${names.map(encodeURIComponent).join("/")}`;

/** Asks once. `isExpected` gets the body and its text: `(_, text) => text !== ""` is for what is no JSON. */
export async function request(path, options = {}, isExpected = (body) => body !== null) {
  const answer = await ask(path, options, isExpected);
  if (answer.kind === "refused" && answer.problem.status === 401) denied.set(answer.problem);
  if (answer.kind === "unknown" && !answer.problem) lookForService();
  return answer;
}

export const read = (path, isExpected) => request(path, {}, isExpected);

let isLooking = false;

/** Knocks until the service answers, less and less often. What can be read is then read again. */
export async function lookForService() {
  if (isLooking) return;
  isLooking = true;
  for (let wait = 0; !(await isAlive()); wait = Math.min((wait || KNOCK_MS / 2) * 2, KNOCK_MS_MAX)) {
    if (!connection.get().gone) connection.set({ ...connection.get(), gone: true });
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
  isLooking = false;
  if (!connection.get().gone) return;
  connection.set({ ...connection.get(), gone: false });
  readAgain();
}

/** After an action: everything that is shown may have become old. */
export const readAgain = () => connection.set({ ...connection.get(), revision: connection.get().revision + 1 });

const isAlive = async () => (await ask("/health/live", {}, () => true)).kind === "ok";

/**
 * What is behind a path: `{ body, failure, busy, reload }`. `body` is null until the first answer about this path, and stays
 * when a later one fails. A `path` of null asks nothing.
 */
export function useRead(path, isExpected) {
  const [seen, setSeen] = useState({});
  const ticket = useRef(0);
  const { revision } = connection.use();

  const reload = useCallback(async () => {
    const mine = ++ticket.current;
    if (path === null) return;
    setSeen((before) => ({ path, body: before.path === path ? before.body : null, failure: null, busy: true }));
    const answer = await read(path, isExpected);
    if (mine !== ticket.current) return;
    setSeen((before) =>
      answer.kind === "ok"
        ? { path, body: isExpected ? answer : answer.body, failure: null, busy: false }
        : { ...before, failure: answer, busy: false },
    );
  }, [path]);
  useEffect(() => void reload(), [reload, revision]);

  // Between a change of the path and its first answer, the state still speaks of the one before.
  const { body = null, failure = null, busy = false } = seen.path === path ? seen : { busy: path !== null };
  return { body, failure, busy, reload };
}

/** Keeps every row. */
const ALL = () => true;

/**
 * A list page by page: `{ rows, searchedTo, isDone, failure, busy, loadMore, reload, stop }`; `rows` is null until the first
 * answer. A search may answer with short pages while it goes back in time: it is asked on until `limit` rows have come or
 * all was searched, `searchedTo` tells how far it is, and `stop` ends it there. Rows that `keep` does not want do not count;
 * another `keep` comes with another `mark`.
 */
export function usePages(path, { limit = 25, keep = ALL, mark = "" } = {}) {
  const [seen, setSeen] = useState({});
  const ticket = useRef(0);
  const { revision } = connection.use();

  const load = useCallback(
    async (before) => {
      const mine = ++ticket.current;
      if (path === null) return;
      let { rows = null, cursor = null, searchedTo = null } = before ?? {};
      const show = (more) => setSeen({ path, mark, rows, cursor, searchedTo, failure: null, busy: true, ...more });
      if (before) show();
      else setSeen((old) => (old.path === path && old.mark === mark ? { ...old, failure: null, busy: true } : { path, mark, busy: true }));
      const enough = (rows?.length ?? 0) + limit;
      for (;;) {
        const answer = await read(withQuery(path, { limit, cursor }), (body) => Array.isArray(body?.data));
        if (mine !== ticket.current) return;
        if (answer.kind !== "ok") return setSeen((old) => ({ ...old, failure: answer, busy: false }));
        rows = [...(rows ?? []), ...answer.body.data.filter(keep)];
        cursor = answer.body.next_cursor;
        searchedTo = answer.body.searched_to ?? null;
        const ended = cursor === null || rows.length >= enough;
        show({ isDone: cursor === null, busy: !ended });
        if (ended) return;
      }
    },
    [path, limit, mark],
  );
  const reload = useCallback(() => load(null), [load]);
  useEffect(() => void reload(), [reload, revision]);

  const now = seen.path === path && seen.mark === mark ? seen : { busy: path !== null };
  const { rows = null, searchedTo = null, isDone = false, failure = null, busy = false } = now;
  const loadMore = () => !busy && load(now);
  const stop = useCallback(() => {
    ticket.current += 1;
    setSeen((old) => ({ ...old, busy: false }));
  }, []);
  return { rows, searchedTo, isDone, failure, busy, loadMore, reload, stop };
}

/** `path` with more in its query; what it has already may be there several times. */
export function withQuery(path, more) {
  const [plain, query = ""] = path.split("?");
  const params = new URLSearchParams(query);
  for (const [name, value] of Object.entries(more)) {
    if (value !== undefined && value !== null && value !== "") params.set(name, value);
  }
  return params.size > 0 ? `${plain}?${params}` : plain;
}
