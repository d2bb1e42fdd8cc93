// Redocly's recommended rules for the document; openapi-typescript brings them.
import { createConfig, lint } from "@redocly/openapi-core";

const config = await createConfig({ extends: ["recommended"] });
const problems = await lint({ ref: "openapi.json", config });
for (const { severity, ruleId, message, location } of problems) {
  console.error(`${severity} ${ruleId}: ${message} (${location[0]?.pointer})`);
}
process.exitCode = problems.length ? 1 : 0;
