// Waiting for what a page does. A look at one moment says nothing of a page that is about to change: a click has been
// taken and nothing is being read yet, or a dialog is closed and still drawn. So a test waits until the page is quiet, or
// until what it looks at becomes what it must be.
import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";

/** The longest wait for anything that a page or the service does; it ends a test that would fail, and costs the others nothing. */
export const WAIT_MS_MAX = 30_000;

const LOOK_MS = 20;
/** A change takes up to three: its event, its drawing, and the effects of the drawing, which begin to read. */
const QUIET_FRAMES = 4;

/** In the page, before anything of its own: keeps `beingRead`, the paths that were asked for and are not read to the end. */
export function countReads() {
  const beingRead = (window.beingRead = new Map());
  let last = 0;
  const counted = (act, nameOf) =>
    function (...given) {
      const mine = (last += 1);
      beingRead.set(mine, nameOf(this, given));
      return act.apply(this, given).finally(() => beingRead.delete(mine));
    };
  window.fetch = counted(window.fetch, (_, [asked]) => String(asked.url ?? asked));
  Response.prototype.text = counted(Response.prototype.text, ({ url }) => url);
}

/** Waits until `there` is shown, nothing that fits `busy` is, and nothing is being read, for some frames in a row. */
export const quiet = (page, { there = "body", busy = "[aria-busy=true]" } = {}) =>
  page.evaluate(
    async ({ there, busy, frames, ms }) => {
      const until = performance.now() + ms;
      for (let calm = 0; calm < frames; ) {
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
        const reasons = [...window.beingRead.values(), ...[...document.querySelectorAll(busy)].map((one) => one.outerHTML.slice(0, 100))];
        if (!document.querySelector(there)) reasons.push(`no ${there}`);
        calm = reasons.length === 0 ? calm + 1 : 0;
        if (performance.now() > until) throw new Error(`not quiet after ${ms} ms: ${reasons.join(", ")}`);
      }
    },
    { there, busy, frames: QUIET_FRAMES, ms: WAIT_MS_MAX },
  );

/** Waits until what `look` finds is what it must be; the last difference is the error. */
export async function becomes(look, expected, why) {
  const end = Date.now() + WAIT_MS_MAX;
  for (;;) {
    const seen = await look();
    try {
      return assert.deepEqual(seen, expected, why);
    } catch (difference) {
      if (Date.now() > end) throw difference;
    }
    await setTimeout(LOOK_MS);
  }
}

/** Waits until `look` finds something, and resolves with it: of the service, which tells nobody when it is through. */
export async function until(look, why) {
  const end = Date.now() + WAIT_MS_MAX;
  for (;;) {
    const found = await look();
    if (found) return found;
    assert.ok(Date.now() < end, `${why}: not within ${WAIT_MS_MAX} ms`);
    await setTimeout(LOOK_MS);
  }
}
