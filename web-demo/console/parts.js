// The parts that every screen is made of: times, figures, tables, tiles, and what is said where there is nothing, not yet,
// or an error.
import { AssetIcon } from "../icons.js";
import { html } from "../ui.js";
import { formatNumber, formatSigned, formatTime, formatUtc, nameOf } from "./figures.js";
import { connection } from "./server.js";

/** A time in the reader's zone; UTC is its title. */
export const When = ({ at, format = formatTime }) =>
  html`<time datetime=${at} title=${formatUtc(at)}>${format(at)}</time>`;

/** A figure that is not torn apart at the end of a line. */
export const Figure = ({ value }) => html`<span class="number">${formatNumber(value)}</span>`;

/** An amount of an asset; `signed` shows which way it went. */
export const Amount = ({ value, asset, signed = false }) => html`
  <span class=${`amount ${signed ? (value < 0 ? "debit" : "credit") : ""}`}>
    <span class="number">${signed ? formatSigned(value) : formatNumber(value)}</span> <span class="unit">${nameOf(asset)}</span>
  </span>
`;

/** An asset's name with its mark. */
export const Asset = ({ code }) => html`<span class="asset" data-asset=${code}><${AssetIcon} asset=${code} />${nameOf(code)}</span>`;

/** `tone` is "bad", "warn", "good" or nothing. */
export const Tag = ({ tone, children }) => html`<span class="tag" data-tone=${tone}>${children}</span>`;

/** One figure with its name and a sentence that says what it is. */
export const Tile = ({ title, value, note, href, tone }) => html`
  <div class="tile" data-tone=${tone}>
    <p class="tile-title">${href ? html`<a href=${href}>${title}</a>` : title}</p>
    <p class="tile-value">${value}</p>
    ${note && html`<p class="tile-note">${note}</p>`}
  </div>
`;

/**
 * A table; on a phone each row is a card whose cells carry their column's title.
 * `columns` are `{ title, cell(row), figure? }`; the first names the row. `rowKey(row)` is what tells rows apart.
 */
export const Table = ({ caption, columns, rows, rowKey, markedKey }) => html`
  <table class="table" role="table">
    <caption class="unseen">${caption}</caption>
    <thead role="rowgroup">
      <tr role="row">
        ${columns.map(({ title, figure }) => html`
          <th key=${title} scope="col" role="columnheader" class=${figure ? "figures" : null}>${title}</th>
        `)}
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${rows.map((row) => html`
        <tr key=${rowKey(row)} role="row" class=${rowKey(row) === markedKey ? "marked" : null}>
          ${columns.map(({ title, cell, figure }, at) => {
            const more = { key: title, class: figure ? "figures" : null, "data-title": title };
            return at === 0
              ? html`<th scope="row" role="rowheader" ...${more}>${cell(row)}</th>`
              : html`<td role="cell" ...${more}><div>${cell(row)}</div></td>`;
          })}
        </tr>
      `)}
    </tbody>
  </table>
`;

/** Says what would stand here, and how it comes to be. */
export const Empty = ({ title, children }) => html`
  <div class="empty"><p class="empty-title">${title}</p><div>${children}</div></div>
`;

export const Loading = ({ what }) => html`<p class="loading" role="status">Reading ${what}…</p>`;

/** Why something could not be read: the problem as the service tells it, and what to do. */
export function Failure({ failure, what, onRetry }) {
  const { title, detail } = describeFailure(failure);
  return html`
    <div class="failure" role="status">
      <p><strong>${what} could not be read.</strong> ${title}${detail && ` ${detail}`}</p>
      ${onRetry && html`<button type="button" class="quiet" onClick=${onRetry}>Try again</button>`}
    </div>
  `;
}

/** `{ title, detail }` of an answer that is not ok. */
export function describeFailure({ problem, retryAfterS }) {
  const wait = retryAfterS ? ` It asks for ${formatNumber(retryAfterS)} s of patience.` : "";
  if (!problem) {
    const gone = connection.get().gone;
    return { title: "The server does not answer.", detail: gone ? "It is asked again until it does." : "" };
  }
  const title = sentence(problem.title ?? `Status ${problem.status}`);
  const detail = sentence(problem.detail ?? problem.error ?? "");
  return { title, detail: (detail === title ? "" : detail) + wait };
}

const sentence = (text) => (text && !/[.!?]$/.test(text) ? `${text}.` : text);

/** What is read, whatever came of it: an error, a wait, or `children(body)`. */
export const Read = ({ of: { body, failure, busy, reload }, what, children }) => html`
  ${failure && html`<${Failure} failure=${failure} what=${`${what.charAt(0).toUpperCase()}${what.slice(1)}`} onRetry=${reload} />`}
  ${body === null && !failure && busy && html`<${Loading} what=${what} />`}
  ${body !== null && children(body)}
`;

/** The foot of a list: how much is shown, how far the search is, and more. */
export function More({ pages: { rows, searchedTo, isDone, busy, loadMore, stop }, noun, end }) {
  const count = rows?.length ?? 0;
  const shown = `${formatNumber(count)} ${noun}${count === 1 ? "" : "s"}`;
  return html`
    <div class="more">
      <p role="status">
        ${busy && searchedTo && html`Searched back to <${When} at=${searchedTo} />. `}
        ${busy ? "Reading…" : isDone ? `${shown}${end ? `, ${end}` : ""}.` : `The latest ${shown}.`}
        ${!busy && !isDone && searchedTo && html` Searched back to <${When} at=${searchedTo} />.`}
      </p>
      ${busy && searchedTo && html`<button type="button" class="quiet" onClick=${stop}>Stop</button>`}
      ${!busy && !isDone && rows && html`<button type="button" class="quiet" onClick=${loadMore}>Load older</button>`}
    </div>
  `;
}
