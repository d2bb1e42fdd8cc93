// A figure on the page, which may go on in the next line after a comma and never inside three digits.
import { html } from "./ui.js";

/** Longer ones are set smaller in a narrow column, such as one near AMOUNT_MAX. */
const SHORT_LENGTH_MAX = 10;

/** `text` as format.js writes figures, also with a name behind it. */
export const Digits = ({ text }) => html`
  <span class=${text.length > SHORT_LENGTH_MAX ? "digits long" : "digits"}>
    ${text.split(",").map((group, at) => (at === 0 ? group : [",", html`<wbr />`, group]))}
  </span>
`;
