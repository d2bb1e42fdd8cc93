// The watch itself: what every other test relies on must be able to fail.
import { test } from "node:test";
import { openStage, watch } from "./stage.js";

const { open } = openStage();

/** What the page must not do, and the note it leaves. */
const FORBIDDEN = {
  "a warning on the console": [() => console.warn("careful"), "console warning: careful"],
  "an error on the console": [() => console.error("broken"), "console error: broken"],
  "an uncaught error": [
    () => void setTimeout(() => { throw new Error("nobody caught this"); }),
    "uncaught: nobody caught this",
  ],
  "an inline script": [
    () => document.head.append(Object.assign(document.createElement("script"), { text: "1" })),
    "policy: script-src-elem inline",
  ],
  "an inline style": [() => document.body.setAttribute("style", "color: red"), "policy: style-src-attr inline"],
  "a picture from elsewhere": [
    () => void (new Image().src = "http://elsewhere.invalid/x.png"),
    "policy: img-src http://elsewhere.invalid/x.png",
  ],
  "a request to elsewhere": [
    () => void (location.href = "http://elsewhere.invalid/"),
    "request to http://elsewhere.invalid/",
  ],
  "a missing file": [() => void fetch("/no-such-file.js"), "404 /no-such-file.js"],
};

for (const [what, [act, expected]] of Object.entries(FORBIDDEN)) {
  test(`the watch notes ${what}`, { timeout: 30_000 }, async () => {
    const { browser, service } = await open();
    const page = await browser.newPage();
    try {
      let see;
      const seen = new Promise((resolve) => (see = resolve));
      await watch(page, service.origin, (note) => note === expected && see());
      await page.goto(service.origin);
      await page.evaluate(act);
      await seen;
    } finally {
      await page.close();
    }
  });
}
