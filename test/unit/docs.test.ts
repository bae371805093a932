// The page of all rules says what the rules say. UPDATE=1 renders it anew, as `node scripts/render-rules.mjs` does.
import assert from "node:assert/strict";
import { test } from "node:test";
import { renderedRules, renderRules, writeRules } from "../../scripts/render-rules.mjs";
import { RULES } from "../../src/engine/index.ts";

test("docs/rules.md is what the rules render to", async () => {
  if (process.env.UPDATE) await writeRules();
  assert.equal(await renderedRules(), renderRules());
});

test("every rule has a heading that its diagnostics can link to, in the order of the list", async () => {
  const headings = [...(await renderedRules()).matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
  assert.deepEqual(
    headings,
    RULES.map(({ id }) => id),
  );
});
