// One action at a time, from the first question to its outcome.
//
//   openAction  asks for its fields         tryOut   a dry run: what would happen, nothing is recorded
//   confirm     makes its key and sends it  findOut  sends the same bytes under the same key again
//
// The key is made once, when a dry run is confirmed, and kept with the request past retries and a reload (../pending.js)
// until there is an outcome. While an outcome is unknown no other action is sent: the next one would get a new key, and
// that is how the same grant happens twice.
import { newKey, pendingIn, withoutDenial } from "../pending.js";
import { ACTIONS } from "./actions.js";
import { connection, pathTo, readAgain, request } from "./server.js";
import { lookWhoIsIn } from "./session.js";
import { store } from "./store.js";

const place = pendingIn("wallet-console:unsettled");
const WAIT_MS = 1_000;
const WAIT_MS_MAX = 15_000;

/** What the dialog shows: `{ kind, subject, values, step, foretold, refusal }`; `step` is form, trying, foretold or sent. */
export const opened = store(null);

/** The command that was confirmed last: `{ command, sends, busy, answer }`. One that a reload left has been sent at least once. */
export const sent = store(recalled());

function recalled() {
  const action = place.recall();
  return action && ACTIONS[action.command.kind] ? { ...action, busy: false, answer: null } : null;
}

/** Whether nobody knows yet what became of the command, and asking again will tell. */
export const isUnsettled = (action) => Boolean(action) && !["ok", "refused", "lost"].includes(action.answer?.kind);

export function openAction(kind, subject) {
  const row = ACTIONS[kind];
  // Where nothing is asked for and nothing can be tried, it begins with what will happen.
  const step = row.untried && row.fields(subject).length === 0 ? "foretold" : "form";
  opened.set({ kind, subject, values: {}, step, foretold: null, refusal: null });
}

/** Shows what became of the command that was confirmed last. */
export function openSent() {
  const { command } = sent.get();
  opened.set({ kind: command.kind, subject: command.subject, values: command.values, step: "sent" });
}

export const closeAction = () => opened.set(null);

/** Back to the fields, which keep what was typed. */
export const editAgain = () => opened.set({ ...opened.get(), step: "form", foretold: null, refusal: null });

export async function tryOut(values) {
  const action = { ...opened.get(), values, refusal: null };
  if (ACTIONS[action.kind].untried) return opened.set({ ...action, step: "foretold", foretold: null });
  opened.set({ ...action, step: "trying" });
  const asked = ACTIONS[action.kind].ask(action.subject, values);
  const answer = settled(await send({ ...asked, body: JSON.stringify(asked.body), key: newKey() }, { dry_run: true }));
  if (opened.get()?.step !== "trying") return; // it was closed
  if (answer.kind === "ok") opened.set({ ...action, step: "foretold", foretold: answer.body });
  else opened.set({ ...action, step: "form", refusal: answer });
}

export function confirm() {
  const { kind, subject, values } = opened.get();
  if (isUnsettled(sent.get())) return;
  const asked = ACTIONS[kind].ask(subject, values);
  opened.set({ ...opened.get(), step: "sent" });
  const command = { kind, subject, values, ...asked, body: JSON.stringify(asked.body), key: newKey() };
  if (ACTIONS[kind].once) sendOnce(command);
  else sendUntilSettled(command, 0);
}

export function findOut() {
  const { command, sends, busy } = sent.get();
  if (!busy) sendUntilSettled(command, sends);
}

/** The same request with the same key until there is an outcome; a key that is turned away waits for the reader. */
async function sendUntilSettled(command, sendsBefore) {
  let sends = sendsBefore;
  let answer = null;
  for (let wait = WAIT_MS; ; wait = Math.min(2 * wait, WAIT_MS_MAX)) {
    sends += 1;
    place.remember({ command, sends });
    sent.set({ command, sends, busy: true, answer });
    answer = settled(withoutDenial(await send(command), sends - 1));
    if (answer.kind !== "unknown") break;
    if ([401, 403].includes(answer.problem?.status)) return sent.set({ command, sends, busy: false, answer });
    sent.set({ command, sends, busy: true, answer });
    await waited((answer.retryAfterS ?? 0) * 1_000 || wait);
  }
  place.forget();
  sent.set({ command, sends, busy: false, answer });
  readAgain();
  lookWhoIsIn(); // what is left of the key's caps
}

/** What has no key is not sent again: a second one would do it twice. */
async function sendOnce(command) {
  sent.set({ command, sends: 1, busy: true, answer: null });
  const answer = settled(await send(command));
  sent.set({ command, sends: 1, busy: false, answer: answer.kind === "unknown" ? { ...answer, kind: "lost" } : answer });
  readAgain();
}

const send = ({ method, path, key, body }, query) =>
  request(
    pathTo(path, query),
    { method, headers: { ...(body && { "Content-Type": "application/json" }), "Idempotency-Key": key }, body },
    (answer) => answer !== null && typeof answer === "object",
  );

/** Answers that say nothing about the action itself: its outcome, or the caller, has to be asked for again. */
const UNSETTLED = ["unauthorized", "forbidden", "address_not_allowed", "request_in_progress"];

/** A refusal about the set-up leaves the key free (api.js); here it ends the action all the same: nothing was done. */
function settled(answer) {
  const { status, code } = answer.problem ?? {};
  const isRefusal = status >= 400 && status < 500 && ![408, 425, 429].includes(status) && code && !UNSETTLED.includes(code);
  return answer.kind === "unknown" && isRefusal ? { ...answer, kind: "refused" } : answer;
}

/** Waits so long, or until the service is back. */
const waited = (ms) =>
  new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    const stop = connection.follow(({ gone }) => !gone && done());
    function done() {
      clearTimeout(timer);
      stop();
      resolve();
    }
  });
