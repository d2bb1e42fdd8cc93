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
    const { owner, asset } = event.currentTarget.elements;
    restate(["system"], { ...query, owner: owner.value.trim(), asset: asset.value.trim().toUpperCase() });
  };
  return html`
    <section class="part" aria-labelledby="audit-title">
      <h2 id="audit-title">Audit trail</h2>
      <p class="lead">What operators changed beside the ledger: assets, policies, and wallets frozen and closed. What moved credits is
        in the <a href=${hrefTo(["transactions"])}>transactions</a>, each with who asked.</p>
      <form class="filters" onSubmit=${submit} aria-label="Audit trail">
        <label class="field"><span>Owner</span><input name="owner" value=${query.owner} autocomplete="off" spellcheck=${false} /></label>
        <label class="field"><span>Asset</span><input name="asset" value=${query.asset} autocomplete="off" spellcheck=${false} /></label>
        <button type="submit">Filter</button>
      </form>
      <${ChangeList} owner=${query.owner} asset=${query.asset} />
    </section>
  `;
}

export function ChangeList({ owner, asset }) {
  const pages = usePages(withQuery("/v1/changes", { owner, asset }));
  return html`
    <${Read} of=${{ body: pages.rows, failure: pages.failure, busy: pages.busy, reload: pages.reload }} what="the changes">
      ${(rows) => (rows.length === 0
        ? html`<${Empty} title="Nothing was changed"><p>${owner || asset ? "Not with this owner and asset. Leave a field empty to see more." : "A change of a policy, or a frozen wallet, appears here with its reason."}</p><//>`
        : html`<${Table} caption="Changes" rows=${rows} rowKey=${({ number }) => number} columns=${COLUMNS} />
            <${More} pages=${pages} noun="change" end="back to the first" />`)}
    <//>
  `;
}

const COLUMNS = [
  { title: "When", cell: ({ at }) => html`<${When} at=${at} />` },
  { title: "Who", cell: ({ actor }) => actor },
  { title: "What", cell: ({ action }) => action.replaceAll("_", " ").replaceAll(".", " ") },
  {
    title: "Of",
    cell: ({ owner, asset }) => (owner
      ? html`<a href=${hrefTo(["player", owner], { asset })}>${owner}</a>, ${asset}`
      : html`<a href=${hrefTo(["system", "assets", asset])}>${asset}</a>`),
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
