// Whose wallets, and which of them: two radio groups, so that arrow keys and screen readers work as they should.
import { AssetIcon } from "./icons.js";
import { Digits } from "./digits.js";
import { formatNumber, nameOf } from "./format.js";
import { ASSETS, OWNERS } from "./flows.js";
import { html } from "./ui.js";
import { describeUnread } from "./words.js";

/** Small options side by side, one of them taken. */
export const Segmented = ({ name, legend, options, value, onChange }) => html`
  <fieldset class="segmented">
    <legend>${legend}</legend>
    ${options.map(
      (option) => html`
        <label key=${option.value}>
          <input
            type="radio"
            name=${name}
            value=${option.value}
            checked=${option.value === value}
            onChange=${() => onChange(option.value)}
          />
          <span>${option.title}</span>
        </label>
      `,
    )}
  </fieldset>
`;

export const OwnerChoice = ({ owner, onChange }) => html`
  <${Segmented}
    name="owner"
    legend="User"
    options=${OWNERS.map((value) => ({ value, title: value }))}
    value=${owner}
    onChange=${onChange}
  />
`;

/** The balances; choosing one decides which wallet the form and the entries speak of. */
export function Balances({ owner, asset, wallets, failure, busy, reload, onChange }) {
  const failed = failure && describeUnread(failure, { owner, asset });
  return html`
    <section class="balances" aria-busy=${busy}>
      <fieldset>
        <legend>Balances of ${owner}</legend>
        ${assetsOf(wallets, asset).map((code) => {
          const wallet = wallets?.find((one) => one.asset === code);
          return html`<${WalletCard} key=${code} code=${code} wallet=${wallet} known=${wallets !== null}
            chosen=${code === asset} onChange=${onChange} />`;
        })}
      </fieldset>
      <div role="status">${failed && html`<p class="unread">The balances could not be read. ${failed}</p>`}</div>
      ${failed && html`<button type="button" class="quiet" onClick=${reload}>Read the balances again</button>`}
    </section>
  `;
}

function WalletCard({ code, wallet, known, chosen, onChange }) {
  const figure = wallet ? formatNumber(wallet.balance) : "–";
  const closed = wallet && ["frozen", "closed"].includes(wallet.status);
  return html`
    <label class="wallet" data-asset=${code}>
      <input type="radio" name="asset" value=${code} checked=${chosen} onChange=${() => onChange(code)} />
      <span class="face">
        <span class="name"><${AssetIcon} asset=${code} />${nameOf(code)}</span>
        <!-- A new figure is a new element: that alone starts the brief highlight of a change. -->
        <span class="figure" key=${figure}><${Digits} text=${figure} /></span>
        ${wallet?.held > 0 && html`<span class="tag">${formatNumber(wallet.held)} held</span>`}
        ${closed && html`<span class="tag">${wallet.status}</span>`}
        ${known && !wallet && html`<span class="tag">no wallet yet</span>`}
      </span>
    </label>
  `;
}

/** The three of the demo in their own order; after them whatever else the owner holds or the address names. */
export const assetsOf = (wallets, chosen) => [
  ...new Set([...ASSETS, ...(wallets ?? []).map((wallet) => wallet.asset), chosen]),
];
