// Where the API key is entered: only to be seen on a service that asks for one.
import { hasKey, isSendable, takeKey } from "./key.js";
import { html, useRef, useState } from "./ui.js";
import { describeDenial } from "./words.js";

/** `denied` is the service's 401 or 403, if there was one; `onChange` is called once another key is in use. */
export function Access({ denied, onChange }) {
  const [complaint, setComplaint] = useState(null);
  const field = useRef(null);
  if (!denied && !hasKey()) return null;

  const take = (text) => {
    takeKey(text);
    setComplaint(null);
    onChange();
  };
  const submit = (event) => {
    event.preventDefault();
    const text = field.current.value.trim();
    if (!isSendable(text)) {
      setComplaint("A key is one word, as wallet keys create has printed it.");
      field.current.focus();
      return;
    }
    field.current.value = "";
    take(text);
  };

  return html`
    <section class="access" aria-labelledby="access-title">
      <h2 id="access-title">API key</h2>
      <p role="status">${denied ? describeDenial(denied, hasKey()) : "An API key is in use, in this tab alone."}</p>
      <form onSubmit=${submit} novalidate aria-label="API key">
        <label class="field wide">
          <span>API key</span>
          <!-- Without a name, so that no form can ever put it into an address. -->
          <input ref=${field} type="password" autocomplete="off" spellcheck=${false} aria-describedby="access-complaint"
            aria-invalid=${complaint ? "true" : null} onInput=${() => setComplaint(null)} />
        </label>
        <p id="access-complaint" class="complaint" role="alert">${complaint}</p>
        <div class="buttons wide">
          <button type="submit">Use this key</button>
          ${hasKey() && html`<button type="button" class="quiet" onClick=${() => take(null)}>Forget the key</button>`}
        </div>
      </form>
    </section>
  `;
}
