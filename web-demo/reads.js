// What the page reads: the wallets of an owner, and the entries of one wallet, page by page.
//
// Every question gets a ticket, and an answer counts only while its ticket is the latest: after a quick change of the
// user, the slower answer about the first one must not be shown under the second one's name.
import { getEntries, getWallets } from "./api.js";
import { useCallback, useEffect, useRef, useState } from "./ui.js";

const PAGE_SIZE = 10;

/** `{ wallets, failure, busy, reload }`; `wallets` is null until the first answer about this owner. */
export function useWallets(owner) {
  const [seen, setSeen] = useState({});
  const ticket = useRef(0);

  const reload = useCallback(async () => {
    const mine = ++ticket.current;
    setSeen((before) => ({ owner, wallets: before.owner === owner ? before.wallets : null, busy: true }));
    const answer = await getWallets(owner);
    if (mine !== ticket.current) return;
    setSeen((before) =>
      answer.kind === "ok" ? { owner, wallets: answer.body.wallets } : { ...before, failure: answer, busy: false },
    );
  }, [owner]);
  useEffect(() => void reload(), [reload]);

  // Between a change of the owner and its first answer, the state still speaks of the one before.
  const { wallets = null, failure = null, busy = false } = seen.owner === owner ? seen : { busy: true };
  return { wallets, failure, busy, reload };
}

/** `{ pages, cursor, failure, busy, reload, loadOlder }`: lists of entries, the newest first; `cursor` is null when the oldest is shown. */
export function useEntries(owner, asset) {
  const wallet = `${owner}/${asset}`;
  const [seen, setSeen] = useState({});
  const ticket = useRef(0);

  const load = useCallback(
    async (cursor) => {
      const mine = ++ticket.current;
      setSeen((before) => (before.wallet === wallet ? { ...before, failure: null, busy: true } : { wallet, busy: true }));
      const answer = await getEntries(owner, asset, PAGE_SIZE, cursor);
      if (mine !== ticket.current) return;
      setSeen((before) => {
        if (answer.kind !== "ok") return { ...before, failure: answer, busy: false };
        const newer = cursor ? before.pages : [];
        return { wallet, pages: [...newer, answer.body.data], cursor: answer.body.next_cursor ?? null };
      });
    },
    [owner, asset],
  );
  const reload = useCallback(() => load(null), [load]);
  useEffect(() => void reload(), [reload]);

  const { pages = null, cursor = null, failure = null, busy = false } =
    seen.wallet === wallet ? seen : { busy: true };
  const loadOlder = useCallback(() => load(cursor), [load, cursor]);
  return { pages, cursor, failure, busy, reload, loadOlder };
}
