// Chromium on one side, the service on the other, and a watch on everything the page must not do.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { chromium } from "playwright-core";
import { Service } from "./service.js";

const SCENARIO_MS_MAX = 90_000;
const WAIT_MS_MAX = 15_000;

/** One service and one browser for a test file, started by the first test that needs them. */
export function openStage(settings) {
  const service = Service.create(settings);
  let started;
  const start = async () => {
    await (await service).start();
    return chromium.launch({
      executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
      args: [
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      ],
    });
  };
  const open = async () => ({ browser: await (started ??= start()), service: await service });

  after(async () => {
    const browser = await started?.catch(() => null); // the tests have said why it is not there
    await browser?.close();
    await (await service).remove();
  });

  /**
   * A test with a page of its own. Whatever the watch notes must be in `notes`, and whatever is in `notes` must have
   * been noted: by default the browser's console stays clean and no request leaves the origin. What fits one of `anyOf` may be
   * noted, any number of times: of a service that goes away nobody knows which requests it leaves unanswered.
   */
  const scenario = (name, { notes = [], anyOf = [], hash = "", ...options }, act) =>
    test(name, { timeout: SCENARIO_MS_MAX }, async () => {
      const { browser, service } = await open();
      const context = await browser.newContext({ locale: "en-GB", timezoneId: "Europe/Berlin", ...options });
      try {
        const page = await context.newPage();
        page.setDefaultTimeout(WAIT_MS_MAX);
        const noted = [];
        await watch(page, service.origin, (note) => noted.push(note));
        await page.goto(`${service.origin}/${hash}`);
        await act(page, service);
        await page.evaluate(() => null); // whatever the page said before this has arrived here
        const unexpected = noted.filter((note) => !anyOf.some((one) => one.test(note)));
        assert.deepEqual(unexpected.sort(), [...notes].sort(), "console, policy and origins");
      } finally {
        await context.close();
      }
    });
  return { open, scenario };
}

/** What a server that lacks a part answers: the console shows nothing in its place. */
const NOT_THERE = [/^404 \/v1\/(keys|approvals|analytics\/|owners\/)/];

/** As `openStage`, of the console: a test begins at `#/` and the address that it names. */
export function openConsole(settings) {
  const { open, scenario } = openStage(settings);
  const ofConsole = (name, { at = "", anyOf = [], ...options }, act) =>
    scenario(name, { ...options, hash: `console#/${at}`, anyOf: [...anyOf, ...NOT_THERE] }, act);
  return { open, scenario: ofConsole };
}

/**
 * Notes console errors and warnings, uncaught errors, violations of the content security policy and requests to
 * anywhere else. What Chromium itself says about a failed request is shortened to "402 /v1/spends" or
 * "unanswered /v1/spends".
 */
export async function watch(page, origin, note) {
  page.on("console", (message) => {
    if (!["error", "warning"].includes(message.type())) return;
    const text = message.text();
    const failed = /^Failed to load resource: (?:.*status of (\d+)|net::)/.exec(text);
    const path = failed && new URL(message.location().url).pathname;
    note(failed ? `${failed[1] ?? "unanswered"} ${path}` : `console ${message.type()}: ${text}`);
  });
  page.on("pageerror", (error) => note(`uncaught: ${error.message}`));
  page.on("request", (request) => {
    if (new URL(request.url()).origin !== origin) note(`request to ${request.url()}`);
  });
  await page.exposeFunction("noteViolation", (directive, uri) => note(`policy: ${directive} ${uri}`));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) =>
      window.noteViolation(event.effectiveDirective, event.blockedURI),
    );
  });
}
