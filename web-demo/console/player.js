// Screen 2: a player. What needs attention stands first, then the balances, then what happened.
import { html } from "../ui.js";
import { formatAmount, nameOf } from "./figures.js";
import { Found, Front } from "./found.js";
import { Notes } from "./notes.js";
import { Empty, Read } from "./parts.js";
import { ActionButton } from "./dialog.js";
import { useRead, v1 } from "./server.js";
import { Timeline } from "./timeline.js";
import { isSystem, nameOfOwner, STATUSES } from "./told.js";
import { Changes, Holds, Limits, Wallets } from "./wallets.js";

export function Screen({ route: { parts: [owner], query } }) {
  if (owner) return html`<${Player} key=${owner} owner=${owner} query=${query} />`;
  return query.q ? html`<${Found} key=${query.q} text=${query.q} />` : html`<${Front} />`;
}

function Player({ owner, query }) {
  const wallets = useRead(v1("wallets", owner));
  const assets = useRead(v1("assets")).body?.assets ?? [];
  const isPlayer = !isSystem(owner);
  const held = wallets.body?.wallets.map(({ asset }) => asset) ?? [];
  const missing = assets.map(({ code }) => code).filter((code) => !held.includes(code));
  return html`
    <div class="heading">
      <h1 tabindex="-1">${isPlayer ? owner : nameOfOwner(owner)}</h1>
      ${isPlayer && wallets.body && missing.length > 0 && html`
        <${ActionButton} kind="open" label="Open a wallet" subject=${{ owner, assets: missing }} />
      `}
    </div>
    <${Read} of=${wallets} what="the balances">
      ${({ wallets: all }) => html`
        <${Attention} wallets=${all} />
        ${all.length === 0
          ? html`<${Empty} title=${`${owner} has no wallet`}>A wallet is opened here, by <code>PUT /v1/wallets</code>, or by a
              player's first credit where the asset's policy says so. What was refused before is below.</${Empty}>`
          : html`<${Wallets} owner=${owner} wallets=${all} query=${query} />`}
        ${all.filter(({ held: kept }) => kept > 0).map(({ asset }) => html`<${Holds} key=${asset} owner=${owner} asset=${asset} />`)}
        <div class="player-columns">
          <${Timeline} owner=${owner} wallets=${all} query=${query} />
          <aside aria-label="About the player">
            ${isPlayer && html`<${Limits} owner=${owner} wallets=${all} assets=${assets} />`}
            <${Notes} owner=${owner} />
            <${Changes} owner=${owner} />
          </aside>
        </div>
      `}
    </${Read}>
  `;
}

/** A debt, a frozen side and open holds, before anything else is read. */
function Attention({ wallets }) {
  const lines = wallets.flatMap(({ asset, debt, status, held }) => [
    ...(debt > 0 ? [{ tone: "bad", text: `Owes ${formatAmount(debt, asset)}` }] : []),
    ...(status !== "open" ? [{ tone: STATUSES[status].tone, text: `${nameOf(asset)}: ${STATUSES[status].text}` }] : []),
    ...(held > 0 ? [{ tone: "warn", text: `Open holds keep ${formatAmount(held, asset)}` }] : []),
  ]);
  return lines.length > 0 && html`
    <ul class="attention" aria-label="What needs attention">
      ${lines.map(({ tone, text }) => html`<li key=${text} data-tone=${tone}>${text}</li>`)}
    </ul>
  `;
}
