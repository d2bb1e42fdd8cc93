// One action at a time: a command with its key, how often it was sent, and what came back.
//
//   start  a new command gets a new key
//   follow a new command about the transaction just made
//   resend the same command, key and bytes again, which the service answers from its record
//   drop   stop asking for an outcome that is still unknown
//
// While an outcome is unknown no new action starts: the next press of the button would get a new key, and that is
// how the same purchase happens twice.
import { postCommand } from "./api.js";
import { FLOWS } from "./flows.js";
import { newKey, pendingIn, withoutDenial } from "./pending.js";
import { useCallback, useRef, useState } from "./ui.js";

const { forget, recall, remember } = pendingIn("wallet-demo:unsettled");

/** A command left behind by a reload has been sent once, and nobody knows what became of it. */
function recalled() {
  const action = recall();
  return action && { ...action, busy: false, settled: null, answer: { kind: "unknown", problem: null, interrupted: true } };
}

/** True while only the service knows whether the command was carried out. */
export const isUnsettled = (action) => action?.answer?.kind === "unknown" && !action.settled;

/** `onAnswer` is called after every answer, whatever it was: what the page shows may have become old. */
export function useAction(onAnswer) {
  const [action, setAction] = useState(recalled);
  // State is only seen by the next drawing; a second click can come before that.
  const inFlight = useRef(false);
  // The user may be switched while an answer is on its way: call what belongs to the user shown by then.
  const afterAnswer = useRef(onAnswer);
  afterAnswer.current = onAnswer;

  const send = async (command, sendsBefore, settled) => {
    if (inFlight.current) return;
    inFlight.current = true;
    const sends = sendsBefore + 1;
    if (!settled) remember({ command, sends });
    setAction((before) => ({ command, sends, settled, busy: true, answer: sendsBefore ? before.answer : null }));
    const answer = withoutDenial(await postCommand(command), settled ? 0 : sendsBefore);
    inFlight.current = false;
    const outcome = answer.kind === "unknown" ? settled : answer;
    if (outcome) forget();
    setAction({ command, sends, settled: outcome, busy: false, answer });
    afterAnswer.current();
  };

  const start = (flow, owner, asset, amount, note) => {
    if (isUnsettled(action)) return;
    const fields = { owner, asset, amount };
    const body = JSON.stringify({
      ...(FLOWS[flow].body?.(fields) ?? fields),
      ...(note && { [FLOWS[flow].note.name]: note }),
    });
    send({ flow, ...fields, path: FLOWS[flow].path, key: newKey(), body }, 0, null);
  };

  /** What can be done about the transaction that was just made, all of it: a capture, a release, a refund. */
  const follow = (flow) => {
    if (isUnsettled(action)) return;
    const { owner, asset, amount } = action.command;
    const path = FLOWS[flow].path(action.settled.body.id);
    send({ flow, owner, asset, amount, path, key: newKey(), body: "{}" }, 0, null);
  };

  const resend = () => send(action.command, action.sends, action.settled);

  const drop = useCallback(() => {
    forget();
    setAction(null);
  }, []);

  return { action, start, follow, resend, drop };
}
