// What figures share: what stands in the place of one that is not there, and the link that brings one back.
import { html } from "../ui.js";
import { readCheck } from "./analytics.js";
import { count } from "./numbers.js";
import { Read, When } from "./parts.js";
import { hrefTo } from "./route.js";

/** The figure, or why there is none, under its title. */
export function Told({ id, title, read, children }) {
  if (read.body !== null) return children;
  return html`
    <section class="card" id=${id} aria-labelledby=${`${id}-title`}>
      <h2 id=${`${id}-title`}>${title}</h2>
      <${Read} of=${read} what="this figure">${() => null}<//>
    </section>
  `;
}

/** The view with all that was chosen spelt out, so that it is the same tomorrow. */
export const linkTo = ({ asset, period, by, query }, figure) =>
  hrefTo(["economy"], { asset, ...period, by, with: query.with, figure });

/** As of when figures are, whose days they are of, and whether they add up to the ledger, of the answer that has them. */
export function AsOf({ of: { as_of: asOf, zone, check } }) {
  if (!asOf) return html`<span class="as-of">Not counted yet: the first count comes within minutes of the server's start.</span>`;
  const sums = readCheck(check);
  return html`
    <span class="as-of">
      As of ${asOf.at && html`<${When} at=${asOf.at} />, `}event <code>${asOf.event}</code>${zone && html`; days of ${zone}`}.
      ${sums && ` ${CHECKED[sums.state](sums)}`}
    </span>
  `;
}

const CHECKED = {
  equal: () => "Adds up to the ledger.",
  pending: () => "Not compared with the ledger yet.",
  differs: ({ ledger, counted }) => `Does not add up to the ledger: it has ${count(ledger)}, this has ${count(counted)}.`,
};
