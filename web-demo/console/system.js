// Screen 5: the service itself. What is proven, what is allowed, who may, and what operators changed.
//
//   system-health.js  whether it works, how far it is behind, what was proven    system-assets.js  assets and policies
//   system-keys.js    API keys                                                   system-audit.js   what operators changed
import { html } from "../ui.js";
import { Changes } from "./system-audit.js";
import { Assets, OneAsset } from "./system-assets.js";
import { Health } from "./system-health.js";
import { Keys } from "./system-keys.js";

export function Screen({ route }) {
  const [part, code] = route.parts;
  if (part === "assets" && code) return html`<${OneAsset} code=${code} />`;
  return html`
    <h1 tabindex="-1">System</h1>
    <${Health} />
    <${Assets} />
    <${Keys} />
    <${Changes} query=${route.query} />
  `;
}
