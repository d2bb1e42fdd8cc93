// Signing in: an API key, which stays in this tab.
import { isSendable } from "../key.js";
import { html, useRef, useState } from "../ui.js";
import { signIn } from "./session.js";

/** `problem` is why the key before was turned away, if there was one. */
export function SignIn({ problem }) {
  const [complaint, setComplaint] = useState(null);
  const [busy, setBusy] = useState(false);
  const field = useRef(null);

  const submit = async (event) => {
    event.preventDefault();
    if (busy) return;
    const key = field.current.value.trim();
    if (!isSendable(key)) {
      setComplaint("A key is one word, as wallet keys create has printed it.");
      field.current.focus();
      return;
    }
    setBusy(true);
    await signIn(key);
    setBusy(false);
  };

  return html`
    <main class="sign-in">
      <h1 tabindex="-1">Sign in</h1>
      <p>
        With an API key of your own: what you do is recorded under its name. It is kept in this tab, and gone when the tab
        is closed.
      </p>
      <form onSubmit=${submit} novalidate aria-label="Sign in">
        <label class="field wide">
          <span>API key</span>
          <!-- Without a name, so that no form can ever put it into an address. -->
          <input ref=${field} type="password" autocomplete="off" spellcheck=${false} aria-describedby="sign-in-complaint"
            aria-invalid=${complaint ? "true" : null} onInput=${() => setComplaint(null)} />
        </label>
        <p id="sign-in-complaint" class="complaint" role="alert">${complaint ?? problem?.detail ?? problem?.title}</p>
        <button type="submit" aria-disabled=${busy ? "true" : null}>Sign in</button>
      </form>
      <p class="hint">No key yet? An operator makes one with <code>wallet keys create</code>.</p>
    </main>
  `;
}
