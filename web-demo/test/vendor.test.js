// What is shipped: the vendored libraries are the published ones, and nothing in the page needs a wider policy.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { test } from "node:test";
import { readVendored, vendored } from "./vendoring.js";

const page = new URL("../", import.meta.url);

test("every vendored file is the package's own, but for the import that names another one", async () => {
  const expected = await vendored();
  assert.deepEqual((await readdir(new URL("vendor/", page))).sort(), Object.keys(expected).sort());
  for (const [name, text] of Object.entries(expected)) {
    assert.equal(await readVendored(name), text, name);
    if (name.endsWith(".js") && name !== "swagger-ui.js") assert.doesNotMatch(text, /from\s*["'][^.]/, `${name} imports by relative path only`);
  }
});

test("no file of the page names another host or carries inline script or style", async () => {
  const ofConsole = (await readdir(new URL("console/", page))).map((name) => `console/${name}`);
  const shipped = [...(await readdir(page)), ...ofConsole].filter((name) => /\.(html|css|js)$/.test(name));
  for (const wanted of ["index.html", "app.js", "base.css", "console/index.html", "console/console.js"]) assert.ok(shipped.includes(wanted), wanted);
  for (const name of shipped) {
    const text = await readFile(new URL(name, page), "utf8");
    assert.doesNotMatch(text, /https?:\/\/|@import|url\(|<style|\sstyle=|\son[a-z]+="|eval\(|innerHTML/, name);
  }
});

test("the console's page names in advance each module that its first one needs, and no other", async () => {
  const needed = new Set();
  const follow = async (name) => {
    if (needed.has(name)) return;
    needed.add(name);
    const text = await readFile(new URL(name, page), "utf8");
    for (const [, path] of text.matchAll(/(?:from|import)\s*"(\.[^"]+)"/g)) {
      await follow(new URL(path, new URL(name, page)).href.slice(page.href.length));
    }
  };
  await follow("console/console.js");
  const named = [...(await readFile(new URL("console/index.html", page), "utf8")).matchAll(/rel="modulepreload" href="\/([^"]+)"/g)];
  assert.deepEqual(named.map(([, name]) => name).sort(), [...needed].sort());
});
