// The entries of the chosen wallet as a table, newest first; the columns are those of any account book.
import { formatNumber, formatSigned, formatTime, nameOf, shortId, sizeOf } from "./format.js";
import { titleOf } from "./flows.js";
import { html, useEffect, useRef } from "./ui.js";
import { describeUnread } from "./words.js";

/** `markedId` is the transaction of the last action: its line is marked. */
export function Entries({ owner, asset, entries, cursor, failure, busy, reload, loadOlder, markedId }) {
  const failed = failure && describeUnread(failure, { owner, asset });
  return html`
    <section class="entries" aria-labelledby="entries-title" aria-busy=${busy}>
      <h2 id="entries-title">Entries</h2>
      <p class="subtitle">${nameOf(asset)} of ${owner}, newest first</p>
      ${entries?.length > 0 && html`
        <table>
          <caption class="unseen">Entries of the ${nameOf(asset)} wallet of ${owner}, newest first</caption>
          <thead>
            <tr><th scope="col">Entry</th><th scope="col">Amount</th><th scope="col">Balance</th></tr>
          </thead>
          <tbody>
            ${entries.map((entry) => html`<${Line} key=${entry.sequence} entry=${entry} marked=${entry.transaction_id === markedId} />`)}
          </tbody>
        </table>
      `}
      <div role="status">${failed && html`<p class="unread">The entries could not be read. ${failed}</p>`}</div>
      ${failed && html`<button type="button" class="quiet" onClick=${reload}>Read the entries again</button>`}
      ${entries && html`<${Foot} count=${entries.length} hasOlder=${cursor !== null} busy=${busy} loadOlder=${loadOlder} />`}
      ${!entries && !failed && html`<p class="subtitle">Reading…</p>`}
    </section>
  `;
}

function Line({ entry, marked }) {
  const amount = formatSigned(entry.amount);
  const balance = formatNumber(entry.balance_after);
  const notes = [entry.reference, entry.description].filter(Boolean).join(" · ");
  return html`
    <tr class=${marked ? "marked" : null}>
      <th scope="row">
        <span class="what">${titleOf(entry.flow)}${notes && html` <span class="notes">${notes}</span>`}</span>
        <span class="small">
          <span>No. ${formatNumber(entry.sequence)}</span>
          <time datetime=${entry.created_at}>${formatTime(entry.created_at)}</time>
          <code title=${entry.transaction_id}>${shortId(entry.transaction_id)}</code>
        </span>
      </th>
      <td class=${entry.amount < 0 ? "debit" : "credit"}><span class=${sizeOf(amount)}>${amount}</span></td>
      <td><span class=${sizeOf(balance)}>${balance}</span></td>
    </tr>
  `;
}

/** Says how much is shown, which is also how a screen reader learns that more has arrived. */
function Foot({ count, hasOlder, busy, loadOlder }) {
  const said = useRef(null);
  const pressed = useRef(false);
  // The button goes away with the last page; whoever pressed it should not be thrown back to the top.
  useEffect(() => {
    if (pressed.current && !hasOlder) said.current.focus();
    pressed.current = false;
  }, [count, hasOlder]);
  const press = () => {
    if (busy) return;
    pressed.current = true;
    loadOlder();
  };
  const lines = count === 1 ? "1 entry" : `${formatNumber(count)} entries`;
  return html`
    <p class="foot" role="status" tabindex="-1" ref=${said}>
      ${count === 0 ? "No entries yet." : hasOlder ? `The latest ${lines}.` : `All ${lines}, back to the first.`}
    </p>
    ${hasOlder && html`
      <button type="button" class="quiet" aria-disabled=${busy ? "true" : null} onClick=${press}>Load older</button>
    `}
  `;
}
