// What waits for a second person.
import { html } from "../ui.js";
import { ActionButton } from "./dialog.js";
import { formatAmount } from "./figures.js";
import { Empty, Read, Table, When } from "./parts.js";
import { hrefTo } from "./route.js";
import { useRead } from "./server.js";
import { may, useSession } from "./session.js";
import { titleOf } from "./told.js";

export function Approvals() {
  const approvals = useRead(may("approve") ? "/v1/approvals?status=pending" : null);
  const { self } = useSession();
  if (!may("approve")) return null;
  return html`
    <section class="part" aria-labelledby="approvals-title">
      <h2 id="approvals-title">Waiting for approval</h2>
      <p class="lead">What is above somebody's cap, and needs a second person. It is carried out once, just as it was asked for.</p>
      <${Read} of=${approvals} what="the approvals">
        ${({ data }) => (data.length === 0
          ? html`<${Empty} title="Nothing waits"><p>A correction above its maker's cap appears here, for 24 hours.</p><//>`
          : html`<${Table} caption="Waiting for approval" rows=${data} rowKey=${({ id }) => id} columns=${columnsFor(self)} />`)}
      <//>
    </section>
  `;
}

/** What would be done, as a sentence. */
export function sentenceOf({ command }) {
  const { flow, owner, asset, amount, reason } = command ?? {};
  const what = amount ? formatAmount(amount, asset) : "all that is left";
  return `${titleOf(flow ?? "command")} of ${what}${owner ? ` for ${owner}` : ""}${reason ? `: ${reason}` : ""}.`;
}

const columnsFor = (self) => [
  { title: "What", cell: (approval) => sentenceOf(approval) },
  { title: "For", cell: ({ command }) => command?.owner && html`<a href=${hrefTo(["player", command.owner])}>${command.owner}</a>` },
  { title: "Asked by", cell: ({ maker }) => maker?.name ?? maker },
  { title: "Until", cell: ({ expires_at: at }) => html`<${When} at=${at} />` },
  {
    title: "Actions",
    cell: (approval) => {
      const subject = { ...approval, sentence: sentenceOf(approval) };
      if ((approval.maker?.key ?? approval.maker?.id) === self?.id && self?.id) return html`<small>You asked for it: another person approves.</small>`;
      return html`<span class="acts">
        <${ActionButton} kind="approval.approve" subject=${subject} label="Approve" />
        <${ActionButton} kind="approval.reject" subject=${subject} label="Reject" /></span>`;
    },
  },
];
