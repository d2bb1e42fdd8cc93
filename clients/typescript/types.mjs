// Makes src/schema.ts of the schemas of the OpenAPI document: `npm run types`, or `npm run types -- --check`.
import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";

const golden = new URL("../../crates/wallet-http/tests/golden/openapi.txt", import.meta.url);
const target = new URL("src/schema.ts", import.meta.url);

const { openapi, info, components } = JSON.parse(await readFile(golden, "utf8"));
// The operations are made by clients/generate: of the document only the schemas are needed, without their examples.
const options = { rootTypes: true, rootTypesNoSchemaPrefix: true, defaultNonNullable: false };
const schemas = await openapiTS({ openapi, info, paths: {}, components: { schemas: components.schemas } }, options);
const text = `// Made from the OpenAPI document by \`cargo xtask clients\`; do not edit.\n\n${astToString(schemas)}`;

if (process.argv.includes("--check")) {
  if ((await readFile(target, "utf8")) !== text) {
    console.error("clients/typescript/src/schema.ts is not what the OpenAPI document says: run `cargo xtask clients`");
    process.exit(1);
  }
} else {
  await writeFile(target, text);
}
