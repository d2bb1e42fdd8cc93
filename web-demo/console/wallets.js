// A player's wallets, open holds, limits, and what operators have changed.
import { AssetIcon } from "../icons.js";
import { html, useMemo } from "../ui.js";
import { ActionButton } from "./dialog.js";
import { formatAmount, formatNumber, nameOf } from "./figures.js";
import { periodStart } from "./period.js";
import { Amount, Figure, Read, Table, Tag, When } from "./parts.js";
import { hrefTo } from "./route.js";
import { pathTo, useRead, v1 } from "./server.js";
import { may } from "./session.js";
import { isSystem, STATUSES, titleOf } from "./told.js";

export const Wallets = ({ owner, wallets, query }) => html`
  <section aria-labelledby="wallets-title">
    <h2 id="wallets-title">Balances</h2>
    <div class="wallets">
      ${wallets.map((wallet) => html`<${Wallet} key=${wallet.asset} owner=${owner} wallet=${wallet} query=${query} />`)}
    </div>
  </section>
`;

function Wallet({ owner, wallet: { asset, balance, held, available, debt, status }, query }) {
  const chosen = query.asset === asset;
  const subject = { owner, asset, status };
  return html`
    <article class="wallet-card" data-asset=${asset} aria-label=${`${nameOf(asset)} of ${owner}`}>
      <header>
        <h3><${AssetIcon} asset=${asset} />${nameOf(asset)}</h3>
        ${status !== "open" && html`<${Tag} tone=${STATUSES[status].tone}>${STATUSES[status].text}</${Tag}>`}
      </header>
      <p class="wallet-figure"><${Figure} value=${balance} /></p>
      <dl>
        <div><dt>Available</dt><dd><${Figure} value=${available} /></dd></div>
        <div data-tone=${held > 0 ? "warn" : null}><dt>Held</dt><dd><${Figure} value=${held} /></dd></div>
        <div data-tone=${debt > 0 ? "bad" : null}><dt>Owes</dt><dd><${Figure} value=${debt} /></dd></div>
      </dl>
      <div class="buttons">
        <a class="button quiet small-button" aria-current=${chosen ? "true" : null}
          href=${hrefTo(["player", owner], { ...query, asset: chosen ? null : asset })}>
          ${chosen ? "All history" : "History"}<span class="unseen"> of ${nameOf(asset)}</span>
        </a>
        ${!isSystem(owner) && html`
          ${status !== "closed" && html`<${ActionButton} kind="grant" subject=${subject} label="Grant" />`}
          ${status !== "closed" && (status === "frozen" || status.endsWith("_frozen")
            ? html`<${ActionButton} kind="unfreeze" subject=${subject} label="Unfreeze" />`
            : html`<${ActionButton} kind="freeze" subject=${subject} label="Freeze" />`)}
          ${status === "closed"
            ? html`<${ActionButton} kind="reopen" subject=${subject} label="Reopen" />`
            : html`<${ActionButton} kind="close" subject=${subject} label="Close" />`}
        `}
      </div>
    </article>
  `;
}

/** The open holds of one wallet, the first to end in front. */
export function Holds({ owner, asset }) {
  const holds = useRead(pathTo(v1("wallets", owner, asset, "holds"), { limit: 200 }));
  return html`
    <section aria-label=${`Open holds of ${nameOf(asset)}`}>
      <h2>Open holds of ${nameOf(asset)}</h2>
      <${Read} of=${holds} what="the holds">
        ${({ data, next_cursor: more }) => html`
          <${Table} caption=${`Open holds of ${nameOf(asset)}, the first to end in front`} rows=${data} rowKey=${({ id }) => id}
            columns=${[
              { title: "Hold", cell: ({ id, reference, description }) => html`
                <a href=${hrefTo(["transactions", id])}>${reference ?? description ?? id.slice(0, 8)}</a>` },
              { title: "Keeps", figure: true, cell: ({ remaining }) => html`<${Amount} value=${remaining} asset=${asset} />` },
              { title: "Until", cell: ({ expires_at: at }) => html`<${When} at=${at} />` },
              { title: "Since", cell: ({ created_at: at }) => html`<${When} at=${at} />` },
              { title: "Action", cell: ({ id, remaining }) => html`
                <${ActionButton} kind="release" label="Release" subject=${{ hold: id, owner, asset, remaining }} />` },
            ]} />
          ${more && html`<p class="hint">The first 200. <code>GET /v1/wallets/${owner}/${asset}/holds</code> has all.</p>`}
        `}
      </${Read}>
    </section>
  `;
}

/** What the assets' policies allow a player, and how much of it has moved in the period that is running. */
export function Limits({ owner, wallets, assets }) {
  const rows = wallets.flatMap(({ asset }) =>
    (assets.find(({ code }) => code === asset)?.policy?.limits ?? []).map((limit) => ({ asset, ...limit })),
  );
  if (rows.length === 0) return null;
  return html`
    <section aria-labelledby="limits-title">
      <h2 id="limits-title">Limits</h2>
      <p class="hint">What the assets' policies allow, and what the player's entries of the period add up to.</p>
      <ul class="limits">
        ${rows.map((limit) => html`<li key=${`${limit.asset} ${limit.flow} ${limit.per}`}><${Limit} owner=${owner} limit=${limit} /></li>`)}
      </ul>
    </section>
  `;
}

function Limit({ owner, limit: { asset, flow, per, time_zone: zone = "UTC", max_amount: maxAmount, max_count: maxCount } }) {
  const from = useMemo(() => periodStart(new Date(), per, zone).toISOString(), [per, zone]);
  const entries = useRead(pathTo(v1("wallets", owner, asset, "entries"), { flow, from, limit: 200 }));
  const moved = entries.body?.data.reduce((sum, { amount }) => sum + Math.abs(amount), 0);
  const count = entries.body?.data.length;
  const isCut = Boolean(entries.body?.next_cursor);
  const used = (value, max, show) => max != null && value != null && html`
    <meter min="0" max=${max} value=${value} high=${0.8 * max} aria-label=${`${titleOf(flow)} of ${nameOf(asset)} a ${per}`}></meter>
    <span>${isCut ? "at least " : ""}${show(value)} of ${show(max)}</span>
  `;
  return html`
    <p><strong>${titleOf(flow)}</strong> of ${nameOf(asset)} a ${per}</p>
    ${used(moved, maxAmount, (value) => formatAmount(value, asset))}
    ${used(count, maxCount, (value) => `${formatNumber(value)} times`)}
    <small>since <${When} at=${from} /></small>
  `;
}

/** What operators have changed of the player's wallets. */
export function Changes({ owner }) {
  const changes = useRead(may("operate") ? pathTo(v1("changes"), { owner, limit: 20 }) : null);
  if (!may("operate")) return null;
  return html`
    <section aria-labelledby="changes-title">
      <h2 id="changes-title">Changed by operators</h2>
      <${Read} of=${changes} what="the changes">
        ${({ data }) => data.length === 0
          ? html`<p class="hint">Nobody has frozen, closed or reopened a wallet of ${owner}.</p>`
          : html`
            <ol class="changed">
              ${data.map((change) => html`
                <li key=${change.number}>
                  <p><strong>${nameOf(change.action)}</strong>${change.asset && ` ${nameOf(change.asset)}`}${change.reason && `: ${change.reason}`}</p>
                  <small>${change.actor} · <${When} at=${change.at} /></small>
                </li>
              `)}
            </ol>
          `}
      </${Read}>
    </section>
  `;
}
