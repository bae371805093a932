// How many entities an endpoint may serve.
import { DOCUMENTED_ENTITIES, MOST_ENTITIES } from "../limits.ts";
import type { Rule } from "../rule.ts";
import { givenEntry } from "../tree.ts";

export const entityCount: Rule = {
  id: "entity-count",
  severity: "error",
  summary: "An endpoint serves at most 15 entities",
  rationale:
    "The service is known to refuse the sixteenth. Its documentation allows ten, so more than that is a warning.",
  reference: "https://github.com/databricks/databricks-sdk-py/issues/1496",
  examples: [{ unfixable: true, bad: models(MOST_ENTITIES + 1), good: models(DOCUMENTED_ENTITIES) }],
  *check({ config }) {
    for (const key of ["served_entities", "served_models"]) {
      const list = givenEntry(config, key);
      const count = list?.value?.kind === "array" ? list.value.items.length : 0;
      if (list === undefined || count <= DOCUMENTED_ENTITIES) continue;
      if (count > MOST_ENTITIES) {
        const message = `${count} served entities, and an endpoint takes ${MOST_ENTITIES} at most; spread them over several endpoints`;
        yield { range: list.key, message };
      } else {
        const message = `${count} served entities, and the documentation allows ${DOCUMENTED_ENTITIES}; the service is known to take up to ${MOST_ENTITIES}`;
        yield { range: list.key, message, severity: "warning" };
      }
    }
  },
};

/** An endpoint that serves so many versions of one model, with all the traffic on the first. */
function models(count: number): string {
  const versions = Array.from({ length: count }, (_, i) => i + 1);
  const entities = versions.map(
    (version) =>
      `    - { entity_name: catalog.schema.model, entity_version: "${version}", workload_size: Small, scale_to_zero_enabled: true }\n`,
  );
  const routes = versions.map(
    (version) => `      - { served_entity_name: model-${version}, traffic_percentage: ${version === 1 ? 100 : 0} }\n`,
  );
  return `name: multi-model
config:
  served_entities:
${entities.join("")}  traffic_config:
    routes:
${routes.join("")}`;
}
