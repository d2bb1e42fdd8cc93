// Assets: what each one's policy allows, in sentences, and how it came to be.
import { titleOf } from "../flows.js";
import { html } from "../ui.js";
import { formatNumber, nameOf } from "./figures.js";
import { Asset, Empty, Read, Table } from "./parts.js";
import { hrefTo } from "./route.js";
import { useRead, v1 } from "./server.js";
import { ChangeList } from "./system-audit.js";

export function Assets() {
  const assets = useRead("/v1/assets");
  return html`
    <section class="part" aria-labelledby="assets-title">
      <h2 id="assets-title">Assets</h2>
      <p class="lead">What can be held, and what its policy allows. A policy is changed with <code>PATCH /v1/assets/CODE</code>, and in force from the next commit on.</p>
      <${Read} of=${assets} what="the assets">
        ${({ assets: all }) => (all.length === 0
          ? html`<${Empty} title="No assets"><p>An operator makes one with <code>POST /v1/assets</code>.</p><//>`
          : html`<${Table} caption="Assets" rows=${all} rowKey=${({ code }) => code} columns=${COLUMNS} />`)}
      <//>
    </section>
  `;
}

const COLUMNS = [
  { title: "Asset", cell: ({ code }) => html`<a href=${hrefTo(["system", "assets", code])}><${Asset} code=${code} /></a>` },
  { title: "Name", cell: ({ name }) => name },
  { title: "Policy", cell: ({ policy }) => sayPolicy(policy).join(" ") || "All defaults." },
];

export function OneAsset({ code }) {
  const asset = useRead(v1("assets", code));
  return html`
    <p class="back"><a href=${hrefTo(["system"])}>System</a></p>
    <h1 tabindex="-1">${nameOf(code)}</h1>
    <${Read} of=${asset} what="the asset">
      ${({ name, description, policy }) => html`
        <p class="lead">${name}${description && html`: ${description}`}</p>
        <section class="part" aria-labelledby="policy-title">
          <h2 id="policy-title">Policy</h2>
          <ul class="sentences">${(sayPolicy(policy).length > 0 ? sayPolicy(policy) : ["All defaults: nothing extra is allowed, and nothing is bounded."]).map((one) => html`<li>${one}</li>`)}</ul>
          <details><summary>As the API has it</summary><pre tabindex="0">${JSON.stringify(policy, null, 2)}</pre></details>
        </section>
      `}
    <//>
    <section class="part" aria-labelledby="history-title">
      <h2 id="history-title">History</h2>
      <p class="lead">What operators changed of it, the latest first, with who, when and why. Frozen and closed wallets are among it.</p>
      <${ChangeList} asset=${code} />
    </section>
  `;
}

/** A policy in sentences; a member at its default has none. */
export function sayPolicy(policy = {}) {
  const { transferable, max_balance: most, over_max: over, rates = [], limits = [], opens_on_credit: opens } = policy;
  const { gifts_open_wallets: giftsOpen, starting_balance: start, payment_ref: ref, debt_repayment_percent: percent } = policy;
  return [
    transferable && "Players may give it to each other.",
    most > 0 && `A player's wallet is filled up to ${formatNumber(most)}; ${over === "clip" ? "of a bonus beyond that, what fits is credited" : "a bonus beyond that is refused"}.`,
    ...rates.map(({ to, pay, receive }) => `It converts to ${nameOf(to)}: ${formatNumber(pay)} of it for ${formatNumber(receive)}.`),
    ...limits.map(sayLimit),
    opens && "A player's first credit opens the wallet.",
    giftsOpen && "A gift opens the wallet, too.",
    start > 0 && `A wallet begins with ${formatNumber(start)}.`,
    ref === "free" && "A payment may be credited more than once.",
    percent !== undefined && percent !== 100 && `${formatNumber(percent)} percent of each credit repays what its player owes.`,
  ].filter(Boolean);
}

function sayLimit({ flow, per, time_zone: zone, max_count: most, max_amount: amount }) {
  const bounds = [most && `${formatNumber(most)} times`, amount && `${formatNumber(amount)} in all`].filter(Boolean).join(", ");
  return `${titleOf(flow)}: at most ${bounds}, of one player in a ${per}${zone && zone !== "UTC" ? ` of ${zone}` : ""}.`;
}
