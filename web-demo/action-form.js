// The form: one flow at a time, with its asset, its amount and its one optional field.
import { assetsOf, Segmented } from "./choices.js";
import { nameOf, parseAmount } from "./format.js";
import { FLOWS, FORM_FLOWS } from "./flows.js";
import { html, useEffect, useRef, useState } from "./ui.js";

const FLOW_OPTIONS = FORM_FLOWS.map((value) => ({ value, title: FLOWS[value].title }));

/** Well within what the service takes; here it only keeps a line of the entries readable. */
const NOTE_LENGTH_MAX = 200;

/**
 * `postedId` is the last transaction made here: once it changes, the fields have done their work and are emptied, so
 * that the next press cannot repeat them by accident.
 */
export function ActionForm({ owner, asset, wallets, busy, unsettled, postedId, onAsset, onSubmit }) {
  const [flow, setFlow] = useState("top_up");
  const [complaint, setComplaint] = useState(null);
  const form = useRef(null);
  const { title, verb, why, note, between } = FLOWS[flow];

  useEffect(() => {
    if (!postedId) return;
    for (const input of form.current.querySelectorAll("input")) input.value = "";
  }, [postedId]);
  useEffect(() => setComplaint(null), [owner, flow, unsettled]);

  const submit = (event) => {
    event.preventDefault();
    if (busy) return;
    const fields = form.current.elements;
    if (unsettled) {
      setComplaint("The outcome of the last request is still unknown. Send it again, or set it aside, first.");
      return;
    }
    const typed = parseAmount(fields.amount.value);
    setComplaint(typed.complaint ?? null);
    if (typed.complaint) fields.amount.focus();
    else onSubmit(flow, typed.amount, fields[note.name].value.trim());
  };

  return html`
    <section class="move" aria-labelledby="move-title">
      <h2 id="move-title">Move credits</h2>
      <${Segmented} name="flow" legend="Flow" options=${FLOW_OPTIONS} value=${flow} onChange=${setFlow} />
      <p class="route">
        ${between(owner)[0]} <span class="arrow"><span class="unseen">to</span></span> ${between(owner)[1]}
        <small>${why}</small>
      </p>
      <form ref=${form} onSubmit=${submit} novalidate aria-label=${title}>
        <label class="field">
          <span>Asset</span>
          <select name="asset" onChange=${(event) => onAsset(event.target.value)}>
            ${assetsOf(wallets, asset).map(
              (code) => html`<option key=${code} value=${code} selected=${code === asset}>${nameOf(code)}</option>`,
            )}
          </select>
        </label>
        <label class="field">
          <span>Amount</span>
          <!-- No maxlength: a pasted amount that is cut short is another amount. -->
          <input name="amount" inputmode="numeric" autocomplete="off" spellcheck=${false} required
            aria-invalid=${complaint && !unsettled ? "true" : null} aria-describedby="complaint"
            onInput=${() => setComplaint(null)} />
        </label>
        <label class="field wide" key=${flow}>
          <span>${note.label} <small>optional</small></span>
          <input name=${note.name} autocomplete="off" maxlength=${NOTE_LENGTH_MAX} />
        </label>
        <p id="complaint" class="complaint" role="alert">${complaint}</p>
        <!-- aria-disabled keeps the focus where it is, which the disabled attribute would not. -->
        <button type="submit" aria-disabled=${busy ? "true" : null} aria-busy=${busy}>
          ${verb} ${nameOf(asset)}
        </button>
      </form>
    </section>
  `;
}
