// API keys: who may do what.
import { html } from "../ui.js";
import { ActionButton } from "./dialog.js";
import { formatNumber } from "./figures.js";
import { Empty, Read, Table, Tag, When } from "./parts.js";
import { useRead } from "./server.js";
import { may, useSession } from "./session.js";

export function Keys() {
  const keys = useRead(may("keys") ? "/v1/keys" : null);
  const { self } = useSession();
  if (!may("keys")) return null;
  return html`
    <section class="part" aria-labelledby="keys-title">
      <div class="heading"><h2 id="keys-title">API keys</h2><${ActionButton} kind="key.create" subject=${{}} label="Make a key" /></div>
      <p class="lead">Each carries the name of a person or of a service, under which all that it does is recorded.</p>
      <${Read} of=${keys} what="the keys">
        ${({ data }) => (data.length === 0
          ? html`<${Empty} title="No keys"><p>This server asks for none yet. Make one for each person before others can reach it.</p><//>`
          : html`<${Table} caption="API keys" rows=${data} rowKey=${({ id }) => id} columns=${columnsFor(self)} />`)}
      <//>
    </section>
  `;
}

function stateOf({ revoked_at: revoked, revoked_by: by, expires_at: expires, live, old_secret_until: until }) {
  if (revoked) return html`<${Tag} tone="bad">revoked<//> <small><${When} at=${revoked} />${by && ` by ${by}`}</small>`;
  if (!live) return html`<${Tag} tone="warn">expired<//> <small><${When} at=${expires} /></small>`;
  return html`<${Tag} tone="good">good<//>${expires && html` <small>until <${When} at=${expires} /></small>`}
    ${until && Date.parse(until) > Date.now() && html`<small class="line">the secret before, too, until <${When} at=${until} /></small>`}`;
}

/** Caps in words: "grant: 500 an action, 2,000 a day". */
export function sayCaps(caps) {
  const names = { action: "an action", day: "a day", player: "a player a day" };
  return Object.entries(caps ?? {}).map(([what, bounds]) => {
    const said = Object.entries(bounds ?? {}).filter(([, bound]) => typeof bound === "number").map(([name, bound]) => `${formatNumber(bound)} ${names[name] ?? name}`);
    return said.length > 0 ? `${what}: ${said.join(", ")}` : what;
  });
}

const columnsFor = (self) => [
  { title: "Name", cell: ({ id, name }) => html`${name}${id === self?.id && html` <${Tag}>this one<//>`} <small><code>${id}</code></small>` },
  { title: "Role", cell: ({ role, scopes = [] }) => html`${role ?? "none"} <small>${scopes.join(", ")}</small>` },
  { title: "Within", cell: ({ caps, assets, networks }) => html`${sayCaps(caps).map((one) => html`<small class="line">${one}</small>`)}
      ${assets?.length > 0 && html`<small class="line">assets ${assets.join(", ")}</small>`}
      ${networks?.length > 0 && html`<small class="line">from ${networks.join(", ")}</small>`}` },
  { title: "State", cell: stateOf },
  { title: "Last used", cell: ({ last_used_at: at }) => (at ? html`<${When} at=${at} />` : "never") },
  {
    title: "Actions",
    cell: (key) => !key.revoked_at && html`<span class="acts">
      <${ActionButton} kind="key.rotate" subject=${key} label="Rotate" />
      ${key.id !== self?.id && html`<${ActionButton} kind="key.revoke" subject=${key} label="Revoke" />`}</span>`,
  },
];
