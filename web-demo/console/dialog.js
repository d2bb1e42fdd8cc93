// One action as a dialog: its fields, what will happen, what has happened. And the line that reminds of one whose outcome is
// not known.
import { newKey } from "../pending.js";
import { html, useEffect, useLayoutEffect, useRef, useState } from "../ui.js";
import {
  closeAction, confirm, editAgain, findOut, isUnsettled, openAction, opened, openSent, sent, tryOut,
} from "./action.js";
import { ACTIONS, approvalOf } from "./actions.js";
import { formatAmount, formatNumber, parseAmount } from "./figures.js";
import { describeFailure, Figure } from "./parts.js";
import { hrefTo } from "./route.js";
import { may, needsTicket, session } from "./session.js";

/** Whether the key may do it: by a scope, or within a cap of its own. */
export function mayDo(kind) {
  const { needs, cap } = ACTIONS[kind];
  return may(...needs) || (may("support") && Boolean(session.get().self?.caps?.[cap]));
}

/** A button that opens an action; nothing, if the key may not. `label` is what it says. */
export function ActionButton({ kind, subject, label }) {
  if (!mayDo(kind)) return null;
  return html`
    <button type="button" class="quiet small-button" onClick=${() => openAction(kind, subject)}>
      ${label}<span class="unseen">: ${ACTIONS[kind].title(subject)}</span>
    </button>
  `;
}

/** The reminder of a command without an outcome. */
export function Unsettled() {
  const action = sent.use();
  const isOpen = opened.use()?.step === "sent";
  if (!isUnsettled(action) || isOpen) return html`<div class="banner" role="status"></div>`;
  const { kind, subject } = action.command;
  return html`
    <div class="banner" role="status">
      <p>
        <strong>The outcome of an action is not known:</strong> ${ACTIONS[kind].title(subject)}. It is sent with the same key
        until there is one, so it cannot be carried out twice.
      </p>
      <button type="button" onClick=${() => { openSent(); findOut(); }}>Find out</button>
    </div>
  `;
}

/** Closes as Escape does, so that the focus goes back to where it was. */
const shut = () => document.querySelector("dialog.action")?.close();

export function ActionDialog() {
  const action = opened.use();
  const frame = useRef(null);
  const heading = useRef(null);
  // Before anything else can be pressed: a key pressed meanwhile would go to the page behind.
  useLayoutEffect(() => {
    if (!action) return;
    if (!frame.current.open) frame.current.showModal();
    heading.current?.focus();
  }, [action?.kind, action?.step === "trying" ? "form" : action?.step, action?.subject]);
  if (!action) return null;
  const Step = STEPS[action.step];
  return html`
    <dialog ref=${frame} class="action" aria-labelledby="action-title" onClose=${closeAction}>
      <h2 id="action-title" ref=${heading} tabindex="-1">${ACTIONS[action.kind].title(action.subject)}</h2>
      <${Step} key=${`${action.kind} ${JSON.stringify(action.subject)}`} action=${action} />
    </dialog>
  `;
}

/** What the key has left of a cap, if it has one. */
function Caps({ kind, asset }) {
  const self = session.use().self;
  const cap = self?.caps?.[ACTIONS[kind].cap];
  if (!cap) return null;
  const usedToday = self.used_today?.[ACTIONS[kind].cap];
  // Of grants and refunds each asset is counted alone, of freezes the wallets.
  const isOfAssets = Array.isArray(usedToday);
  const used = isOfAssets ? (usedToday.find((one) => one.asset === asset)?.amount ?? 0) : usedToday;
  const figure = (minor) => (isOfAssets && asset ? formatAmount(minor, asset) : formatNumber(minor));
  const parts = [
    cap.action != null && `${figure(cap.action)} at once`,
    cap.day != null && `${figure(cap.day)} a day${typeof used === "number" ? `, of which ${formatNumber(used)} used` : ""}`,
    cap.player != null && `${figure(cap.player)} a day to one player`,
  ].filter(Boolean);
  return parts.length > 0 && html`<p class="hint">Your key may do at most ${parts.join("; ")}.</p>`;
}

/** The way on, where the key may not do it alone. */
function AskApproval({ action, refusal }) {
  const asking = refusal?.problem?.code === "approval_required" && approvalOf(action, newKey());
  return asking && html`
    <button type="button" class="quiet" onClick=${() => openAction(asking.kind, asking.subject)}>Ask another person to approve it…</button>
  `;
}

/** The fields as they are asked for: a ticket where the role must name one. */
const fieldsOf = ({ kind, subject }) => [
  ...ACTIONS[kind].fields(subject),
  ...(needsTicket() && ACTIONS[kind].cap ? [{ name: "ticket", label: "Ticket", kind: "text", maxlength: 100 }] : []),
];

const firstOf = ({ kind, value, options }) => String(value ?? (kind === "choice" ? options[0]?.[0] : "") ?? "");

function Form({ action }) {
  const fields = fieldsOf(action);
  const [typed, setTyped] = useState(() => ({
    ...Object.fromEntries(fields.map((field) => [field.name, firstOf(field)])),
    ...Object.fromEntries(Object.entries(action.values).map(([name, value]) => [name, String(value)])),
  }));
  const [complaint, setComplaint] = useState(null);
  const form = useRef(null);
  const shown = fields.filter((field) => field.when?.(typed) ?? true);
  const busy = action.step === "trying";

  const submit = (event) => {
    event.preventDefault();
    if (busy) return;
    const { values, wrong, why } = readFields(shown, typed);
    setComplaint(wrong ? { field: wrong, text: why } : null);
    if (wrong) form.current.elements[wrong].focus();
    else tryOut(values);
  };
  const type = (name, value) => {
    setTyped({ ...typed, [name]: value });
    setComplaint(null);
  };
  return html`
    <form ref=${form} onSubmit=${submit} novalidate aria-label=${ACTIONS[action.kind].title(action.subject)}>
      ${shown.map((field) => html`
        <${Field} key=${field.name} field=${field} value=${typed[field.name]} isWrong=${complaint?.field === field.name}
          onType=${(value) => type(field.name, value)} />
      `)}
      <${Caps} kind=${action.kind} asset=${action.subject.asset} />
      <p id="action-complaint" class="complaint" role="alert">
        ${complaint?.text ?? (action.refusal && refusalOf(action.refusal))}
      </p>
      ${!complaint && html`<${AskApproval} action=${action} refusal=${action.refusal} />`}
      <div class="buttons wide">
        <button type="submit" aria-disabled=${busy ? "true" : null}>${busy ? "Trying it out…" : "Show what will happen"}</button>
        <button type="button" class="quiet" onClick=${shut}>Cancel</button>
      </div>
    </form>
  `;
}

/** `{ values }`, or which field is wrong and why. */
function readFields(fields, typed) {
  const values = {};
  for (const { name, label, kind, optional } of fields) {
    const text = typed[name].trim();
    if (kind === "amount") {
      const { amount, complaint } = parseAmount(text);
      if (complaint) return { wrong: name, why: complaint };
      values[name] = amount;
    } else if (text) values[name] = text;
    else if (!optional) return { wrong: name, why: `${label}: say it in a word or two. It is recorded with what you do.` };
  }
  return { values };
}

function Field({ field: { name, label, kind, options, optional, maxlength, hint }, value, isWrong, onType }) {
  const input = { name, value, "aria-invalid": isWrong ? "true" : null, onInput: (event) => onType(event.target.value) };
  const head = html`<span>${label}${optional && html` <small>optional</small>`}</span>`;
  if (kind === "choice") {
    return html`
      <label class="field wide">
        ${head}
        <select ...${input} onInput=${null} onChange=${(event) => onType(event.target.value)}>
          ${options.map(([code, text]) => html`<option key=${code} value=${code} selected=${code === value}>${text}</option>`)}
        </select>
      </label>
    `;
  }
  return html`
    <label class="field wide">
      ${head}
      <input ...${input} inputmode=${kind === "amount" ? "numeric" : null} maxlength=${maxlength} autocomplete="off"
        list=${options ? `options-${name}` : null} aria-describedby=${hint ? `hint-${name}` : "action-complaint"} />
      ${hint && html`<small id=${`hint-${name}`}>${hint}</small>`}
      ${options && html`<datalist id=${`options-${name}`}>${options.map((text) => html`<option value=${text} />`)}</datalist>`}
    </label>
  `;
}

const READ_MS_MIN = 400;

function Foretold({ action: { kind, subject, values, foretold } }) {
  const blocked = isUnsettled(sent.use());
  const row = ACTIONS[kind];
  // The second press of a double click must not confirm what nobody has read.
  const [isReady, setReady] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setReady(true), READ_MS_MIN);
    return () => clearTimeout(timer);
  }, []);
  return html`
    <div class="foretold">
      <h3>What will happen</h3>
      <ul>${row.foretell(foretold, subject, values).map((words) => html`<li key=${words}>${words}</li>`)}</ul>
      <${Changes} changes=${row.changes(foretold, subject, values)} />
      ${values.reason && html`<p class="hint">Reason: ${values.reason}${values.ticket && ` · ticket ${values.ticket}`}</p>`}
      <p class="hint">${row.untried ? "Nothing is done yet." : `Tried out just now, and nothing is recorded yet. If something
        changes before you confirm, the server decides anew.`}</p>
      <p class="complaint" role="alert">${blocked && "The outcome of another action is not known yet. Find that out first."}</p>
      <div class="buttons">
        <button type="button" aria-disabled=${blocked || !isReady ? "true" : null} onClick=${() => isReady && confirm()}>${row.verb(subject, values)}</button>
        ${row.fields(subject).length > 0 && html`<button type="button" class="quiet" onClick=${editAgain}>Back</button>`}
        <button type="button" class="quiet" onClick=${shut}>Cancel</button>
      </div>
    </div>
  `;
}

const Changes = ({ changes }) => changes.length > 0 && html`
  <dl class="changes">
    ${changes.map(({ what, asset, before, after }) => html`
      <div key=${`${what} ${asset}`}>
        <dt>${what}</dt>
        <dd><${Shown} value=${before} /> <span class="arrow"><span class="unseen">becomes</span></span> <strong><${Shown} value=${after} /></strong></dd>
      </div>
    `)}
  </dl>
`;

const Shown = ({ value }) => (typeof value === "number" ? html`<${Figure} value=${value} />` : value);

const STAMPS = { ok: "Done", refused: "Refused", unknown: "Unknown", lost: "Unknown" };

function Sent() {
  const { command, sends, busy, answer } = sent.use();
  const { kind, subject, values } = command;
  const row = ACTIONS[kind];
  const state = answer?.kind ?? "unknown";
  const toldOnce = state === "ok" && row.toldOnce?.(answer.body);
  const undo = state === "ok" && row.undo?.(answer.body, subject, values);
  return html`
    <div class="sent" data-state=${busy ? "sending" : state}>
      <p class="stamp">${busy ? "Sending" : STAMPS[state]}</p>
      <div role="status">
        ${state === "ok" && row.tell(answer.body, subject, values).map((words) => html`<p key=${words}>${words}</p>`)}
        ${state === "ok" && answer.replayed && html`<p>It was carried out once, and sent ${formatNumber(sends)} times.</p>`}
        ${state === "unknown" && html`<p>${waitingOf(answer, sends, busy)}</p>`}
        ${state === "lost" && html`<p>No answer came, so nobody knows whether it was done. ${row.look}</p>`}
      </div>
      <p class="complaint" role="alert">${state === "refused" && `${refusalOf(answer)} Nothing was done.`}</p>
      ${state === "refused" && html`<${AskApproval} action=${command} refusal=${answer} />`}
      ${toldOnce && html`<p class="secret"><code>${toldOnce.secret}</code> ${toldOnce.words}</p>`}
      ${state === "ok" && html`<${Changes} changes=${row.changes(answer.body, subject, values)} />`}
      <div class="buttons">
        ${state === "unknown" && !busy && html`<button type="button" onClick=${findOut}>Find out</button>`}
        <button type="button" class=${state === "unknown" ? "quiet" : null} onClick=${shut}>Close</button>
        ${state === "ok" && row.link && html`<a class="button quiet" href=${hrefTo(row.link(answer.body, subject, values))} onClick=${shut}>Show it</a>`}
        ${undo && mayDo(undo.kind) && html`
          <button type="button" class="quiet" onClick=${() => openAction(undo.kind, undo.subject)}>Undo…</button>
        `}
      </div>
      ${row.keyed && html`<p class="hint">Key <code>${command.key}</code></p>`}
    </div>
  `;
}

function waitingOf(answer, sends, busy) {
  if (!answer) return busy ? "Sending…" : "The page was left before an answer came. Find out what became of it.";
  const { title, detail } = describeFailure(answer);
  const again = busy ? "It is sent again with the same key until there is an answer, so it cannot be carried out twice." : "";
  return `${title} ${detail} Sent ${sends === 1 ? "once" : `${formatNumber(sends)} times`}. ${again}`;
}

function refusalOf(answer) {
  const { title, detail } = describeFailure(answer);
  return `${title} ${detail}`;
}

const STEPS = { form: Form, trying: Form, foretold: Foretold, sent: Sent };
