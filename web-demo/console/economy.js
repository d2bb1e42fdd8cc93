// Screen 1: the economy.
import { html } from "../ui.js";
import { Empty } from "./parts.js";

export const Screen = () => html`
  <h1 tabindex="-1">Economy</h1>
  <${Empty} title="This screen is not here yet">The figures are at <code>GET /v1/audit</code> until it is.</${Empty}>
`;
