// Screen 5: the system.
import { html } from "../ui.js";
import { Empty } from "./parts.js";

export const Screen = () => html`
  <h1 tabindex="-1">System</h1>
  <${Empty} title="This screen is not here yet">Until it is, <code>wallet keys</code> lists API keys and <code>wallet verify</code> proves the ledger.</${Empty}>
`;
