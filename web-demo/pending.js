// Remembers the one command whose outcome is not known yet, across a reload of the page.
//
// It is written before the command is sent and removed once an outcome is known: a key that only lived in memory
// would be lost with the page, and asking again with a new key is how a purchase happens twice. Session storage keeps
// it to this tab. Where storage is not allowed the page works without, and only a reload forgets.
import { isDenied } from "./api.js";

/** Each page has a place of its own: what one left behind the other would not understand. */
export const pendingIn = (name) => ({
  remember(action) {
    try {
      sessionStorage.setItem(name, JSON.stringify(action));
    } catch {
      // No storage: see above.
    }
  },

  forget() {
    try {
      sessionStorage.removeItem(name);
    } catch {
      // No storage, so nothing to forget.
    }
  },

  /** The remembered action with its `command`, or null. */
  recall() {
    try {
      const action = JSON.parse(sessionStorage.getItem(name));
      return action?.command?.key ? action : null;
    } catch {
      return null;
    }
  },
});

/** A new idempotency key. Browsers offer randomUUID on https and loopback only; elsewhere 128 random bits do as well. */
export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A retry that was turned away says nothing of what became of the request before it. */
export const withoutDenial = (answer, sendsBefore) =>
  isDenied(answer) && sendsBefore > 0 ? { kind: "unknown", problem: answer.problem, retryAfterS: null } : answer;
