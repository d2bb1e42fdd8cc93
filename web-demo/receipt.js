// What became of the last action: one sentence, the figures, and the button that sends it again.
import { Digits } from "./digits.js";
import { formatAmount, formatNumber } from "./format.js";
import { FLOWS } from "./flows.js";
import { html } from "./ui.js";
import { describeAction } from "./words.js";

const STAMPS = { ok: "Posted", refused: "Refused", unknown: "Unknown" };

export function Receipt({ action, unsettled, onResend, onFollow, onDrop }) {
  const answer = action?.answer;
  // A refusal that wants a new key is recorded under this one and can be replayed; any other would only be repeated.
  const worthSending = answer && (answer.kind !== "refused" || answer.problem.retry_with === "new_key");
  const ended = answer && !action.busy;
  const sentence = ended && describeAction(action);
  const isGood = answer?.kind === "ok";
  return html`
    <section class="receipt" aria-labelledby="receipt-title" data-state=${stateOf(action)}>
      <h2 id="receipt-title">Last request</h2>
      ${ended && html`<p class="stamp" key=${action.sends}>${answer.replayed ? "Replayed" : STAMPS[answer.kind]}</p>`}
      <!-- Both regions are always there: one that appears together with its text is not read out. -->
      <p role="status">${action?.busy ? "Sending…" : isGood && sentence}</p>
      <p role="alert">${!isGood && sentence}</p>
      ${!action && html`<p class="hint">Nothing sent yet. Each request gets a key of its own; sent again with that key, it
        is answered from the record and never carried out twice.</p>`}
      ${answer && html`<${Figures} action=${action} />`}
      ${answer && html`
        <div class="buttons">
          ${worthSending && html`
            <button type="button" aria-disabled=${action.busy ? "true" : null} onClick=${onResend}>
              Send the same request again
            </button>
          `}
          ${isGood && FLOWS[action.command.flow].then?.map((flow) => html`
            <button key=${flow} type="button" class="quiet" aria-disabled=${action.busy ? "true" : null}
              onClick=${() => onFollow(flow)}>${FLOWS[flow].verb}</button>
          `)}
          ${unsettled && html`<button type="button" class="quiet" onClick=${onDrop}>Set it aside</button>`}
        </div>
      `}
    </section>
  `;
}

function stateOf(action) {
  if (!action) return "none";
  if (action.busy) return "sending";
  return action.answer.replayed ? "replayed" : action.answer.kind;
}

/** Only what an answer said: without a transaction there is neither an id nor a balance to show. */
function Figures({ action: { command, answer, settled } }) {
  const transaction = answer.body ?? settled?.body;
  const problem = answer.problem;
  const rows = [
    ["Flow", FLOWS[command.flow].title],
    ["User", command.owner],
    ["Amount", html`<${Digits} text=${formatAmount(command.amount, command.asset)} />`],
    transaction && ["Balance after", html`<${Digits} text=${formatNumber(transaction.balance)} />`],
    transaction?.held > 0 && ["Of it held", html`<${Digits} text=${formatNumber(transaction.held)} />`],
    transaction && ["Transaction", html`<code>${transaction.id}</code>`],
    ["Key", html`<code>${command.key}</code>`],
    problem && ["Answer", html`<code>${problem.status} ${problem.code ?? ""}</code>`],
  ];
  return html`
    <dl>
      ${rows.filter(Boolean).map(([term, value]) => html`<div key=${term}><dt>${term}</dt><dd>${value}</dd></div>`)}
    </dl>
  `;
}
