// The box that is on every screen: players, transactions, keys and payments.
import { html, useEffect, useRef } from "../ui.js";
import { goTo } from "./route.js";

export function SearchBox() {
  const field = useRef(null);
  useEffect(() => {
    // "/" goes to the box from anywhere but a field.
    const listen = (event) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target.closest?.("input, select, textarea, dialog")) return;
      event.preventDefault();
      field.current.focus();
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, []);
  const submit = (event) => {
    event.preventDefault();
    const q = field.current.value.trim();
    if (!q) return field.current.focus();
    field.current.value = "";
    goTo(["player"], { q });
  };
  return html`
    <form role="search" class="search" onSubmit=${submit} aria-label="Find">
      <label>
        <span class="unseen">Player, transaction, key or payment</span>
        <input ref=${field} type="search" autocomplete="off" spellcheck=${false} placeholder="Player, transaction, key or payment" />
      </label>
      <button type="submit">Find</button>
    </form>
  `;
}
