// Remembers the one command whose outcome is not known yet, across a reload of the page.
//
// It is written before the command is sent and removed once an outcome is known: a key that only lived in memory
// would be lost with the page, and asking again with a new key is how a purchase happens twice. Session storage keeps
// it to this tab. Where storage is not allowed the page works without, and only a reload forgets.
const NAME = "wallet-demo:unsettled";

export function remember(action) {
  try {
    sessionStorage.setItem(NAME, JSON.stringify(action));
  } catch {
    // No storage: see above.
  }
}

export function forget() {
  try {
    sessionStorage.removeItem(NAME);
  } catch {
    // No storage, so nothing to forget.
  }
}

/** The remembered `{ command, sends }`, or null. */
export function recall() {
  try {
    const action = JSON.parse(sessionStorage.getItem(NAME));
    return action?.command?.key ? action : null;
  } catch {
    return null;
  }
}
