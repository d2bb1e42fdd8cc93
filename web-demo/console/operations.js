// Screen 4: operations.
import { html } from "../ui.js";
import { Empty } from "./parts.js";

export const Screen = () => html`
  <h1 tabindex="-1">Operations</h1>
  <${Empty} title="This screen is not here yet">Until it is, <code>wallet webhooks</code> shows webhooks and their lag.</${Empty}>
`;
