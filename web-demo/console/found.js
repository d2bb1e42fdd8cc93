// What a search finds. One thing is opened at once; several are listed; nothing says what can be searched for.
import { html, useEffect, useState } from "../ui.js";
import { ActionButton } from "./dialog.js";
import { Empty, Failure, Loading, When } from "./parts.js";
import { hrefTo } from "./route.js";
import { pathTo, read, useRead, v1 } from "./server.js";
import { headingOf, isSystem } from "./told.js";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const OWNER = /^[!-~]{1,100}$/;

/** Asks for everything that the text may be, at once: `{ hits, near, failure }`. `near` are owners whose names begin so. */
async function lookUp(text) {
  const [owner, key, ...rest] = text.split(/\s+/);
  const isOwner = OWNER.test(text);
  const answers = await Promise.all([
    isOwner ? read(v1("wallets", text)) : null,
    UUID.test(text) ? read(v1("transactions", text)) : null,
    key && rest.length === 0 ? read(pathTo(v1("transactions"), { owner, idempotency_key: key })) : null,
    read(v1("payments", text)),
    isOwner ? read(pathTo(v1("wallets"), { prefix: text, limit: 100 })) : null,
  ]);
  const [wallets, byId, byKey, payments, beginning] = answers.map((answer) => (answer?.kind === "ok" ? answer.body : null));
  const transactions = [byId, byKey, ...(payments?.data ?? [])].filter((one) => one?.id);
  const hits = [
    ...(wallets?.wallets.length > 0 ? [{ owner: text }] : []),
    ...[...new Map(transactions.map((one) => [one.id, one])).values()].map((transaction) => ({ transaction })),
  ];
  const near = [...new Set((beginning?.data ?? []).map((wallet) => wallet.owner))].filter((one) => one !== text);
  const failure = answers.find((answer) => answer && (answer.kind === "unknown" || [401, 403].includes(answer.problem?.status)));
  return { hits, near, failure: hits.length === 0 ? failure : null };
}

const linkTo = ({ owner, transaction }) => hrefTo(owner ? ["player", owner] : ["transactions", transaction.id]);

export function Found({ text }) {
  const [seen, setSeen] = useState({});
  const look = async () => {
    const found = await lookUp(text);
    setSeen({ text, ...found });
    // In the place of the search, so that "back" does not lead to it.
    if (found.hits.length === 1) location.replace(linkTo(found.hits[0]));
  };
  useEffect(() => void look(), [text]);
  if (seen.text !== text) return html`<h1 tabindex="-1">${text}</h1><${Loading} what=${`what ${text} may be`} />`;
  const { hits, near, failure } = seen;
  return html`
    <h1 tabindex="-1">${text}</h1>
    ${failure && html`<${Failure} failure=${failure} what="What it may be" onRetry=${look} />`}
    ${hits.length > 0 && html`
      <ul class="hits">${hits.map((hit) => html`<li key=${linkTo(hit)}><${Hit} hit=${hit} /></li>`)}</ul>
    `}
    ${hits.length === 0 && !failure && html`<${Nothing} text=${text} />`}
    ${near.length > 0 && html`
      <h2>Players whose names begin so</h2>
      <ul class="hits">${near.slice(0, 20).map((owner) => html`<li key=${owner}><a href=${linkTo({ owner })}>${owner}</a></li>`)}</ul>
    `}
  `;
}

const Hit = ({ hit: { owner, transaction } }) =>
  owner
    ? html`<a href=${linkTo({ owner })}>${owner}</a> <small>player</small>`
    : html`<a href=${linkTo({ transaction })}>${headingOf(transaction)} of ${transaction.owner}</a>
        <small>transaction, <${When} at=${transaction.created_at} /></small>`;

function Nothing({ text }) {
  const assets = useRead(v1("assets")).body?.assets;
  return html`
    <${Empty} title=${`Nothing is called “${text}”`}>
      <p>You can find a player by name, a transaction by its id or by a <code>payment_ref</code>, and what was asked for under an
        idempotency key by the player's name and the key, with a space between them.</p>
      ${OWNER.test(text) && !isSystem(text) && assets?.length > 0 && html`
        <p>If ${text} is a new player: <${ActionButton} kind="open" label="Open a wallet"
          subject=${{ owner: text, assets: assets.map(({ code }) => code) }} /></p>
      `}
    </${Empty}>
  `;
}

/** The screen before anybody was searched for. */
export const Front = () => html`
  <h1 tabindex="-1">Player</h1>
  <${Empty} title="Whom is it about?">
    <p>Type into the box above, or press <kbd>/</kbd> first: a player's name, a transaction's id, a <code>payment_ref</code>, or a
      player's name and an idempotency key.</p>
  </${Empty}>
`;
