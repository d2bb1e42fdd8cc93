// The audit trail: what operators have changed beside the ledger, with who, when and why. Nothing of it can be changed.
import { html } from "../ui.js";
import { Empty, More, Read, Table, When } from "./parts.js";
import { hrefTo, restate } from "./route.js";
import { usePages, withQuery } from "./server.js";
import { may } from "./session.js";

export function Changes({ query }) {
  if (!may("operate")) return null;
  const submit = (event) => {
    event.preventDefault();
    const { owner, asset, action, object } = event.currentTarget.elements;
    const asked = { owner: owner.value.trim(), asset: asset.value.trim().toUpperCase(), action: action.value, object: object.value.trim() };
    restate(["system"], { ...query, actor: "", ...asked });
  };
  return html`
    <section class="part" aria-labelledby="audit-title">
      <h2 id="audit-title">Audit trail</h2>
      <p class="lead">What operators changed beside the ledger: assets, policies, wallets frozen and closed; keys made, rotated and revoked; and who
        asked for, gave and refused approvals. What moved credits is
        in the <a href=${hrefTo(["transactions"])}>transactions</a>, each with who asked.</p>
      <form class="filters" onSubmit=${submit} aria-label="Audit trail">
        <label class="field"><span>Owner</span><input name="owner" value=${query.owner} autocomplete="off" spellcheck=${false} /></label>
        <label class="field"><span>Asset</span><input name="asset" value=${query.asset} autocomplete="off" spellcheck=${false} /></label>
        <label class="field"><span>What</span>
          <select name="action">
            <option value="">anything</option>
            ${ACTIONS.map((action) => html`<option key=${action} value=${action} selected=${action === query.action}>${wordsOf(action)}</option>`)}
          </select></label>
        <label class="field"><span>Key or approval</span><input name="object" value=${query.object} autocomplete="off" spellcheck=${false} /></label>
        <button type="submit">Filter</button>
      </form>
      <p class="hint">Ask by owner and asset, or by one of the others.${query.actor && html` Shown is what ${query.actor} did.`}</p>
      <${ChangeList} ...${query} />
    </section>
  `;
}

export function ChangeList({ owner, asset, actor, action, object }) {
  const pages = usePages(withQuery("/v1/changes", { owner, asset, actor, action, object }));
  const isAsked = owner || asset || actor || action || object;
  return html`
    <${Read} of=${{ body: pages.rows, failure: pages.failure, busy: pages.busy, reload: pages.reload }} what="the changes">
      ${(rows) => (rows.length === 0
        ? html`<${Empty} title="Nothing was changed"><p>${isAsked ? "Not with these filters. Leave a field empty to see more." : "A change of a policy, a frozen wallet, or a key, appears here with its reason."}</p><//>`
        : html`<${Table} caption="Changes" rows=${rows} rowKey=${({ number }) => number} columns=${COLUMNS} />
            <${More} pages=${pages} noun="change" end="back to the first" />`)}
    <//>
  `;
}

const ACTIONS = [
  "create_asset", "change_asset", "freeze", "unfreeze", "close", "reopen", "note", "create_key", "rotate_key", "revoke_key",
  "create_approval", "approve_command", "reject_command", "execute_command", "expire_approval",
];

const wordsOf = (action) => action.replaceAll("_", " ");

/** Where a key or an approval is looked at: what was carried out has its transaction. */
const placeOf = (object, action) => (action === "execute_command" ? [["transactions", object]] : [["system"], { object }]);

const COLUMNS = [
  { title: "When", cell: ({ at }) => html`<${When} at=${at} />` },
  {
    title: "Who",
    cell: ({ actor, actor_name: name }) => html`<a href=${hrefTo(["system"], { actor })} title="What ${name ?? actor} did">${name ?? actor}</a>${name && html` <small>${actor}</small>`}`,
  },
  { title: "What", cell: ({ action }) => wordsOf(action) },
  {
    title: "Of",
    cell: ({ owner, asset, object, action }) => {
      if (object) return html`<a href=${hrefTo(...placeOf(object, action))}>${object}</a>`;
      if (owner) return html`<a href=${hrefTo(["player", owner], { asset })}>${owner}</a>${asset && `, ${asset}`}`;
      return html`<a href=${hrefTo(["system", "assets", asset])}>${asset}</a>`;
    },
  },
  { title: "Why", cell: ({ reason }) => reason ?? "no reason given" },
  { title: "Change", cell: ({ before, after }) => html`<${Difference} before=${before} after=${after} />` },
];

/** Each member that changed, before and after. */
const Difference = ({ before, after }) => html`
  <ul class="difference">
    ${leavesOf(before, after).map(({ name, was, is }) => html`
      <li key=${name}><code>${name}</code> ${was !== undefined && html`<del>${was}</del> `}<ins>${is}</ins></li>
    `)}
  </ul>
`;

/** Members by their path, `policy.max_balance`, as texts; a list is shown whole. */
export function leavesOf(before, after, path = "") {
  return Object.entries(after ?? {}).flatMap(([name, is]) => {
    const was = before?.[name];
    const full = path ? `${path}.${name}` : name;
    const isGroup = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
    if (isGroup(is)) return leavesOf(isGroup(was) ? was : null, is, full);
    return [{ name: full, was: before ? text(was) : undefined, is: text(is) }];
  });
}

const text = (value) => (value === null || value === undefined ? "nothing" : typeof value === "string" ? value : JSON.stringify(value));
