// Chromium on one side, the service on the other, and a watch on everything the page must not do.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, test } from "node:test";
import { chromium } from "playwright-core";
import { Service } from "./service.js";
import { countReads, WAIT_MS_MAX } from "./waiting.js";

const SCENARIO_MS_MAX = 180_000;
/** The shell is the same browser without the parts that nobody sees here, and takes a third less work. */
const BROWSERS = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];

function findBrowser() {
  const found = process.env.CHROMIUM || BROWSERS.find((path) => existsSync(path));
  if (!found) throw new Error(`no browser at ${BROWSERS.join(" or ")}: install chromium-headless-shell, or name one in CHROMIUM`);
  return found;
}

/** Starts Chromium: the one that `CHROMIUM` names, or the one that is installed. */
export const launch = () =>
  chromium.launch({
    executablePath: findBrowser(),
    args: [
      "--disable-gpu",
      "--no-first-run",
      "--disable-background-networking",
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    ],
  });

/**
 * One service and one browser for a test file, started by the first test that needs them; `prepare` may fill its store before.
 */
export function openStage(settings, prepare = () => {}) {
  const service = Service.create(settings);
  let started;
  const start = async () => {
    await prepare(await service);
    await (await service).start();
    return launch();
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
      await context.addInitScript(countReads);
      const noted = [];
      try {
        const page = await context.newPage();
        page.setDefaultTimeout(WAIT_MS_MAX);
        await watch(page, service.origin, (note) => noted.push(note));
        await page.goto(`${service.origin}/${hash}`);
        await act(page, service);
        await page.evaluate(() => null); // whatever the page said before this has arrived here
        const unexpected = noted.filter((note) => !anyOf.some((one) => one.test(note)));
        assert.deepEqual(unexpected.sort(), [...notes].sort(), "console, policy and origins");
      } catch (failure) {
        console.log(`${name}: noted ${JSON.stringify(noted)}\n${await shownIn(context)}`);
        throw failure;
      } finally {
        await context.close();
      }
    });
  return { open, scenario };
}

/** What the page of a test that failed shows, in text. */
async function shownIn(context) {
  const [page] = context.pages();
  const text = () => `${location.href}\n${document.body.innerText}`;
  return page ? page.evaluate(text).catch((error) => `the page cannot be looked at: ${error.message}`) : "there is no page";
}

/** As `openStage`, of the console: a test begins at `#/` and the address that it names, else where little is to be read. */
export function openConsole(settings, prepare) {
  const { open, scenario } = openStage(settings, prepare);
  const ofConsole = (name, { at = "player", ...options }, act) => scenario(name, { ...options, hash: `console#/${at}` }, act);
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
