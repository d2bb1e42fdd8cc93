// The entries of the chosen wallet as a table, newest first; the columns are those of any account book. To a browser a table
// is one thing, laid out anew for each line that is added; so the pages are blocks, and the roles say what the layout does not.
import { Digits } from "./digits.js";
import { formatNumber, formatSigned, formatTime, nameOf, shortId } from "./format.js";
import { html, useMemo } from "./ui.js";
import { describeUnread, otherSideOf, titleOfEntry } from "./words.js";

/** `markedId` is the transaction of the last action: its line is marked. */
export function Entries({ owner, asset, pages, cursor, failure, busy, reload, loadOlder, markedId }) {
  const failed = failure && describeUnread(failure, { owner, asset });
  return html`
    <section class="entries" aria-labelledby="entries-title" aria-busy=${busy}>
      <h2 id="entries-title">Entries</h2>
      <p class="subtitle">${nameOf(asset)} of ${owner}, newest first</p>
      ${pages?.[0].length > 0 && html`
        <table role="table">
          <caption class="unseen">Entries of the ${nameOf(asset)} wallet of ${owner}, newest first</caption>
          <thead role="rowgroup">
            <tr role="row">
              <th scope="col" role="columnheader">Entry</th>
              <th scope="col" role="columnheader">Amount</th>
              <th scope="col" role="columnheader">Balance</th>
            </tr>
          </thead>
          ${pages.map((entries, at) => html`<${Page} key=${at} entries=${entries} markedId=${markedId} />`)}
        </table>
      `}
      <div role="status">${failed && html`<p class="unread">The entries could not be read. ${failed}</p>`}</div>
      ${failed && html`<button type="button" class="quiet" onClick=${reload}>Read the entries again</button>`}
      ${pages && html`<${Foot} count=${countOf(pages)} hasOlder=${cursor !== null} busy=${busy} loadOlder=${loadOlder} />`}
      ${!pages && !failed && html`<p class="subtitle">Reading…</p>`}
    </section>
  `;
}

/** Only the last page can be short. */
const countOf = (pages) => (pages.length - 1) * pages[0].length + pages.at(-1).length;

/** Drawn once: what is shown already costs nothing when another page comes below it. */
const Page = ({ entries, markedId }) =>
  useMemo(
    () => html`
      <tbody role="rowgroup">
        ${entries.map((entry) => html`<${Line} key=${entry.transaction_id} entry=${entry} marked=${entry.transaction_id === markedId} />`)}
      </tbody>
    `,
    [entries, markedId],
  );

function Line({ entry, marked }) {
  const notes = [otherSideOf(entry), entry.reference, entry.description].filter(Boolean).join(" · ");
  return html`
    <tr role="row" class=${marked ? "marked" : null}>
      <th scope="row" role="rowheader">
        <span class="what">${titleOfEntry(entry)}${notes && html` <span class="notes">${notes}</span>`}</span>
        <span class="small">
          ${entry.sequence && html`<span>No. ${formatNumber(entry.sequence)}</span>`}
          <time datetime=${entry.created_at}>${formatTime(entry.created_at)}</time>
          <code title=${entry.transaction_id}>${shortId(entry.transaction_id)}</code>
        </span>
      </th>
      <td role="cell" class=${entry.amount < 0 ? "debit" : "credit"}><${Digits} text=${formatSigned(entry.amount)} /></td>
      <td role="cell"><${Digits} text=${formatNumber(entry.balance_after)} /></td>
    </tr>
  `;
}

/** Says how much is shown, which is also how a screen reader learns that more has arrived. */
function Foot({ count, hasOlder, busy, loadOlder }) {
  const press = () => !busy && loadOlder();
  const lines = count === 1 ? "1 entry" : `${formatNumber(count)} entries`;
  return html`
    <p class="foot" role="status">
      ${count === 0 ? "No entries yet." : hasOlder ? `The latest ${lines}.` : `All ${lines}, back to the first.`}
    </p>
    ${hasOlder && html`
      <button type="button" class="quiet" aria-disabled=${busy ? "true" : null} onClick=${press}>Load older</button>
    `}
  `;
}
