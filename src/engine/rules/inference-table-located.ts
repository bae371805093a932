// An inference table that is switched on says where it is.
import { adding } from "../fixes.ts";
import { type Rule, WHOLE } from "../rule.ts";
import { entryOf, givenEntry, valueAt } from "../tree.ts";

export const inferenceTableLocated: Rule = {
  id: "inference-table-located",
  severity: "warning",
  shapes: WHOLE,
  summary: "An enabled inference table has a catalog and a schema",
  rationale:
    "The service needs both to create the table when it is first enabled. An endpoint that logs already keeps its table, so this is a warning.",
  reference: "https://docs.databricks.com/api/workspace/servingendpoints/putaigateway",
  examples: [
    {
      bad: `name: wines
ai_gateway:
  inference_table_config:
    enabled: true
    schema_name: logs
`,
      good: `name: wines
ai_gateway:
  inference_table_config:
    enabled: true
    schema_name: logs
    catalog_name: my_catalog
`,
    },
    {
      bad: `name: wines
ai_gateway:
  inference_table_config: { enabled: true }
`,
      good: `name: wines
ai_gateway:
  inference_table_config: { enabled: true, catalog_name: my_catalog, schema_name: my_schema }
`,
    },
  ],
  *check({ gateway }) {
    const table = valueAt(gateway, "inference_table_config");
    const enabled = valueAt(table, "enabled");
    if (table?.kind !== "object" || enabled?.kind !== "scalar" || String(enabled.value) !== "true") return;
    const missing = Object.entries(PLACEHOLDERS).filter(([key]) => !givenEntry(table, key));
    if (missing.length === 0) return;
    const names = missing.map(([key]) => `\`${key}\``).join(" and ");
    const message = `The inference table is enabled, but ${names} ${missing.length === 1 ? "is" : "are"} missing`;
    const edits = adding(table, Object.fromEntries(missing));
    yield {
      range: entryOf(gateway, "inference_table_config")?.key ?? table,
      message,
      fixes: [{ title: `Insert ${names}`, edits, safe: false }],
    };
  },
};

const PLACEHOLDERS: Readonly<Record<string, string>> = { catalog_name: "my_catalog", schema_name: "my_schema" };
