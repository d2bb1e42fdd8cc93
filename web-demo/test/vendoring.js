// Makes the contents of ../vendor from the installed npm packages: `npm run vendor`.
//
// The page has no build step and a browser knows no bare specifiers, so the one import that names a package is
// rewritten to a relative one, and the pointer to a source map that is not shipped is dropped. Nothing else changes;
// vendor.test.js holds that.
//
// Chart.js is the exception: whole, it would be most of what the console transfers. esbuild puts the parts that
// chart-parts.js names into one file, without what they do not use; the same versions make the same bytes.
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild-wasm";

const packages = new URL("../node_modules/", import.meta.url);
const vendor = new URL("../vendor/", import.meta.url);

const sources = {
  "preact.js": "preact/dist/preact.mjs",
  "preact-hooks.js": "preact/hooks/dist/hooks.mjs",
  "preact.LICENSE.txt": "preact/LICENSE",
  "htm.js": "htm/dist/htm.mjs",
  "htm.LICENSE.txt": "htm/LICENSE",
  "chart.LICENSE.txt": "chart.js/LICENSE.md",
  "chart-color.LICENSE.txt": "@kurkle/color/LICENSE.md",
  "swagger-ui.js": "swagger-ui-dist/swagger-ui-bundle.js",
  "swagger-ui.css": "swagger-ui-dist/swagger-ui.css",
  "swagger-ui.LICENSE.txt": "swagger-ui-dist/LICENSE",
  "swagger-ui-parts.LICENSE.txt": "swagger-ui-dist/swagger-ui-bundle.js.LICENSE.txt",
};

/** The parts of Chart.js in one file. */
async function chart() {
  const { outputFiles } = await build({
    absWorkingDir: fileURLToPath(new URL("../", import.meta.url)),
    entryPoints: ["test/chart-parts.js"],
    bundle: true,
    format: "esm",
    target: "es2022",
    minify: true,
    legalComments: "inline",
    charset: "utf8",
    write: false,
  });
  return outputFiles[0].text;
}

/** What each file of ../vendor must contain, by name. */
export async function vendored() {
  const files = { "chart.js": await chart() };
  for (const [name, source] of Object.entries(sources)) {
    const text = await readFile(new URL(source, packages), "utf8");
    files[name] = text
      .replaceAll(/from\s*"preact"/g, 'from"./preact.js"')
      .replace(/\n?(\/\/# sourceMappingURL=\S*|\/\*# sourceMappingURL=\S*\*\/)\s*$/, "\n");
  }
  return files;
}

export const readVendored = (name) => readFile(new URL(name, vendor), "utf8");

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [name, text] of Object.entries(await vendored())) {
    await writeFile(new URL(name, vendor), text);
    console.log(`vendor/${name}`);
  }
}
