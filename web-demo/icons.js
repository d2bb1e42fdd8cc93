// One small mark per asset, drawn in the current colour; beside a name they say nothing new, so they are hidden from
// screen readers.
import { html } from "./ui.js";

const MARKS = {
  GOLD_COINS: html`<circle cx="10" cy="10" r="7.5" /><circle cx="10" cy="10" r="4" />`,
  DIAMONDS: html`<path d="M5.5 3.5h9l3 4.5-7.5 9L2.5 8z" /><path d="M2.5 8h15M10 17 7 8l3-4.5L13 8z" />`,
  LOYALTY_POINTS: html`<path d="m10 2.5 2.3 4.8 5.2.7-3.8 3.6 1 5.2L10 14.3l-4.7 2.5 1-5.2L2.5 8l5.2-.7z" />`,
};
const ANY = html`<rect x="3.5" y="3.5" width="13" height="13" rx="3" />`;

export const AssetIcon = ({ asset }) => html`
  <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">${MARKS[asset] ?? ANY}</svg>
`;
