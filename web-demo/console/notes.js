// Notes that stay with a player: who wrote them and when is kept, and none is ever removed.
import { newKey } from "../pending.js";
import { html, useRef, useState } from "../ui.js";
import { describeFailure, Read, When } from "./parts.js";
import { pathTo, request, useRead, v1 } from "./server.js";
import { may } from "./session.js";

const LENGTH_MAX = 2000;

export function Notes({ owner }) {
  const path = v1("owners", owner, "notes");
  const notes = useRead(pathTo(path, { limit: 50 }));
  return html`
    <section aria-labelledby="notes-title">
      <h2 id="notes-title">Notes</h2>
      ${may("operate", "support") && html`<${Write} path=${path} onWritten=${notes.reload} />`}
      <${Read} of=${notes} what="the notes">
        ${({ data }) => data.length === 0
          ? html`<p class="hint">None yet. What the next colleague should know about ${owner} goes here; it stays for ever, under your name.</p>`
          : html`
            <ol class="changed">
              ${data.map(({ number, text, actor, at }) => html`
                <li key=${number}><p>${text}</p><small>${actor} · <${When} at=${at} /></small></li>
              `)}
            </ol>
          `}
      </${Read}>
    </section>
  `;
}

function Write({ path, onWritten }) {
  const [state, setState] = useState({ busy: false, complaint: null });
  const field = useRef(null);
  // Once for each note, so that a press after a lost answer writes none twice.
  const key = useRef(null);
  const submit = async (event) => {
    event.preventDefault();
    const text = field.current.value.trim();
    if (state.busy) return;
    if (!text) return field.current.focus();
    key.current ??= newKey();
    setState({ busy: true, complaint: null });
    const headers = { "Content-Type": "application/json", "Idempotency-Key": key.current };
    const answer = await request(path, { method: "POST", headers, body: JSON.stringify({ text }) });
    if (answer.kind !== "unknown") key.current = null;
    if (answer.kind === "ok") {
      field.current.value = "";
      onWritten();
    }
    const { title, detail } = answer.kind === "ok" ? {} : describeFailure(answer);
    setState({ busy: false, complaint: title ? `${title} ${detail}` : null });
  };
  return html`
    <form class="note" onSubmit=${submit} aria-label="Write a note">
      <label class="field wide">
        <span>New note</span>
        <textarea ref=${field} rows="2" maxlength=${LENGTH_MAX} onInput=${() => (key.current = null)}></textarea>
      </label>
      <p class="complaint" role="alert">${state.complaint}</p>
      <button type="submit" class="quiet" aria-disabled=${state.busy ? "true" : null}>Keep the note</button>
    </form>
  `;
}
