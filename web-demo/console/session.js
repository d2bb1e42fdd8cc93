// Who is signed in, and what the key may do. The key itself is kept by ../key.js, for this tab alone.
import { credentials, takeKey } from "../key.js";
import { denied, read } from "./server.js";
import { store } from "./store.js";
import { useEffect } from "../ui.js";

/**
 * `{ state, self, problem }`. `state` is "asking", "in" or "out"; `self` is the answer of `GET /v1/keys/self`: id, name, role,
 * scopes, caps, used_today.
 */
export const session = store({ state: "asking", self: null, problem: null });

const ASK_AGAIN_MS = 2_000;
let again;

export async function lookWhoIsIn() {
  const answer = await read("/v1/keys/self", (body) => Array.isArray(body?.scopes));
  if (answer.kind === "ok") session.set({ state: "in", self: answer.body, problem: null });
  else if (answer.kind === "refused") signOut(answer.problem);
  else if (session.get().state !== "in") {
    session.set({ state: "asking", self: null, problem: answer.problem });
    clearTimeout(again);
    again = setTimeout(lookWhoIsIn, ASK_AGAIN_MS);
  }
  return session.get();
}

export async function signIn(key) {
  takeKey(key);
  return lookWhoIsIn();
}

/** The address stays as it is: whoever signs in again is where they were. */
export function signOut(problem = null) {
  const hadKey = "Authorization" in credentials();
  takeKey(null);
  session.set({ state: "out", self: null, problem: hadKey || problem === null ? problem : null });
}

/** Whether the key has one of these scopes. */
export const may = (...scopes) => scopes.some((scope) => session.get().self?.scopes.includes(scope));

/** The asset that a question across assets has to name, of a key that is for some assets alone; else what was chosen. */
export const boundTo = (asset) => asset || session.get().self?.assets?.[0];

/** Roles that must say a reason and a ticket for what they do. */
export const needsTicket = () => session.get().self?.role === "support";

/** Follows what the service says of the key: a 401 of any request ends the session. */
export function useSession() {
  const problem = denied.use();
  useEffect(() => void lookWhoIsIn(), []);
  useEffect(() => {
    if (problem && session.get().state === "in") signOut(problem);
    denied.set(null);
  }, [problem]);
  return session.use();
}
