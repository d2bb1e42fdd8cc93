// The figures of the period in one look, each with its change against the other period if there is one, and whether they
// add up to the ledger.
import { html } from "../ui.js";
import { everyDay, idleSupply, idleVelocity, readCheck, sumSupply, sumVelocity } from "./analytics.js";
import { AsOf } from "./economy-told.js";
import { Tile } from "./parts.js";
import { change, count, fraction, signed } from "./numbers.js";

export function Tiles({ choice, reads }) {
  const { period, other } = choice;
  const of = (read, days, idle, sum) => (read.body && days ? sum(everyDay(read.body.days, days, idle)) : null);
  const supply = of(reads.supply, period, idleSupply, sumSupply);
  const velocity = of(reads.velocity, period, idleVelocity, sumVelocity);
  const supplyThen = of(reads.supplyThen, other, idleSupply, sumSupply);
  const velocityThen = of(reads.velocityThen, other, idleVelocity, sumVelocity);
  const holders = reads.holders.body?.days.at(-1);
  const tile = (title, value, then, note) => ({ title, value, note: then ? html`<span class="then">${then}</span> · ${note}` : note });
  const tiles = [
    supply && tile("Players hold", count(supply.end), change(supply.end, supplyThen?.end), "at the end of the last day"),
    supply && tile("Came to players", count(supply.inTotal), change(supply.inTotal, supplyThen?.inTotal), "top-ups, bonuses, refunds"),
    supply && tile("Went from players", count(supply.outTotal), change(supply.outTotal, supplyThen?.outTotal), "spends, captures, fees"),
    supply && tile("Net", signed(supply.net), supplyThen && `${signed(supplyThen.net)} then`, NET_WORDS[Math.sign(supply.net)]),
    velocity && tile("Velocity a day", fraction(velocity.velocity), change(velocity.velocity, velocityThen?.velocity), "spent of each unit held"),
    velocity && tile("Active wallets a day", count(velocity.active), change(velocity.active, velocityThen?.active), `at most ${count(velocity.activeMost)} on a day`),
    holders && tile("Players with a balance", count(holders.holders), null, `of ${count(holders.wallets)} wallets`),
    reads.debts.body && tile("Owed by players", count(reads.debts.body.total), null, `by ${count(reads.debts.body.count)} of them`),
    reads.holds.body && tile("On hold", count(reads.holds.body.total), null, `in ${count(reads.holds.body.count)} holds`),
  ].filter(Boolean);
  return html`
    <${Check} read=${reads.supply} flows=${reads.flows} />
    ${tiles.length > 0 && html`<div class="tiles">${tiles.map((one) => html`<${Tile} key=${one.title} ...${one} />`)}</div>`}
  `;
}

const NET_WORDS = { "-1": "players hold less than before", 0: "as much came as went", 1: "players hold more than before" };

const CHECKS = {
  equal: ({ ledger }) => `The figures add up to the ledger: ${count(ledger)} minor units, counted both ways.`,
  pending: () => "The figures are being brought up to the ledger. They were not compared with it yet.",
  differs: ({ ledger, counted }) =>
    `The figures do not add up to the ledger: it says ${count(ledger)}, they say ${count(counted)}. Do not use them; an operator runs wallet verify, then wallet rollups rebuild.`,
};

/** As of when the figures are, and whether they add up to the ledger. */
function Check({ read, flows }) {
  const body = flows.body ?? read.body;
  if (!body) return null;
  const check = readCheck(flows.body?.check);
  return html`
    <p class=${`check ${check?.state ?? ""}`} role="status">
      ${check && html`<strong>${CHECKS[check.state](check)}</strong> `}
      <${AsOf} of=${{ as_of: body.as_of, zone: body.zone }} />
    </p>
  `;
}
