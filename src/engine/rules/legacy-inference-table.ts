// The inference table of the older kind. The one of the AI gateway has a rule of its own.
import type { Fix } from "../finding.ts";
import { adding, removing } from "../fixes.ts";
import { type Endpoint, isTemplated } from "../model.ts";
import type { Rule } from "../rule.ts";
import { type Entry, entryValue, givenEntry, type Json, valueAt } from "../tree.ts";

export const legacyInferenceTable: Rule = {
  id: "legacy-inference-table",
  severity: "error",
  summary: "Payloads are logged by `ai_gateway.inference_table_config`, not by `auto_capture_config`",
  rationale:
    "The service answers that legacy inference tables are deprecated, and takes `auto_capture_config` only with `enabled: false`. With that the finding is a warning.",
  reference: "https://docs.databricks.com/aws/en/machine-learning/model-serving/inference-tables",
  examples: [
    {
      bad: `name: wines
config:
  served_entities:
    - { name: red, entity_name: cellar.wine.red, entity_version: "3", workload_size: Small, scale_to_zero_enabled: true }
  auto_capture_config:
    catalog_name: cellar
    schema_name: logs
    enabled: true
`,
      good: `name: wines
config:
  served_entities:
    - { name: red, entity_name: cellar.wine.red, entity_version: "3", workload_size: Small, scale_to_zero_enabled: true }
ai_gateway:
  inference_table_config:
    catalog_name: cellar
    schema_name: logs
    enabled: true
`,
    },
    {
      bad: `name: wines
config:
  served_entities:
    - { name: red, entity_name: cellar.wine.red, entity_version: "3", workload_size: Small, scale_to_zero_enabled: true }
  auto_capture_config: { enabled: false }
`,
      good: `name: wines
config:
  served_entities:
    - { name: red, entity_name: cellar.wine.red, entity_version: "3", workload_size: Small, scale_to_zero_enabled: true }
`,
    },
    {
      unfixable: true,
      bad: `served_entities:
  - { name: red, entity_name: cellar.wine.red, entity_version: "3", workload_size: Small, scale_to_zero_enabled: true }
auto_capture_config: { catalog_name: cellar, schema_name: logs }
`,
      good: `served_entities:
  - { name: red, entity_name: cellar.wine.red, entity_version: "3", workload_size: Small, scale_to_zero_enabled: true }
`,
    },
  ],
  *check(endpoint) {
    const entry = givenEntry(endpoint.config, "auto_capture_config");
    if (entry === undefined) return;
    const state = stateOf(endpoint);
    const message =
      state === "off"
        ? "`auto_capture_config` is deprecated and has no effect when it is not enabled; remove it"
        : "The service refuses the legacy `auto_capture_config`; log payloads with `ai_gateway.inference_table_config`";
    yield {
      range: entry.key,
      message,
      fixes: fixesFor(endpoint, state),
      ...(state !== "on" && { severity: "warning" as const }),
    };
  },
};

type State = "on" | "off" | "unknown";

/** Without `enabled` the table is on; what a target changes or a variable holds cannot be told. */
function stateOf({ config, shape }: Endpoint): State {
  const table = valueAt(config, "auto_capture_config");
  const enabled = givenEntry(table, "enabled")?.value;
  if (enabled === undefined) return table?.kind === "object" && shape !== "bundle-override" ? "on" : "unknown";
  const value = enabled.kind === "scalar" ? enabled.value : undefined;
  if (typeof value === "string" && isTemplated(value)) return "unknown";
  return String(value) === "false" ? "off" : "on";
}

/** The body of PUT …/config has no place for the AI gateway, which has a route of its own. */
function fixesFor({ node, config, gateway, shape }: Endpoint, state: State): Fix[] {
  const entry = givenEntry(config, "auto_capture_config");
  if (config === undefined || entry === undefined || state === "unknown") return [];
  const remove = removing(config, [entry]);
  if (state === "off" || givenEntry(gateway, "inference_table_config"))
    return [{ title: "Remove `auto_capture_config`", edits: remove }];
  const elsewhere = shape !== "create-body" && shape !== "bundle-resource";
  if (elsewhere || (gateway === undefined && givenEntry(node, "ai_gateway"))) return [];
  const table = toTable(entry);
  const insert = gateway ? adding(gateway, table) : adding(node, { ai_gateway: table });
  return [{ title: "Move to `ai_gateway.inference_table_config`", edits: [...remove, ...insert] }];
}

/** Both kinds have the same fields; the newer one is off unless it says that it is on. */
function toTable(entry: Entry): Record<string, Json> {
  const fields = entryValue(entry) as Record<string, Json>;
  return { inference_table_config: { ...fields, enabled: fields.enabled ?? true } };
}
