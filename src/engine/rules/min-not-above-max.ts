// Ranges of concurrency and throughput that are upside down, and concurrency that is no multiple of four.
import { CONCURRENCY_STEP } from "../limits.ts";
import { wholeNumberOf } from "../model.ts";
import type { Problem, Rule } from "../rule.ts";
import { type Node, type ObjectNode, valueAt } from "../tree.ts";

export const minNotAboveMax: Rule = {
  id: "min-not-above-max",
  severity: "error",
  summary: "The least capacity is not above the greatest, and concurrency goes in steps of four",
  rationale:
    "A range that is upside down holds nothing. That concurrency comes in multiples of four has been observed and is not documented as a rule, so that is a warning.",
  reference: "https://docs.databricks.com/aws/en/machine-learning/model-serving/create-manage-serving-endpoints",
  examples: [
    {
      bad: `name: multi-model
config:
  served_entities:
    - { name: current, entity_name: catalog.schema.model-A, entity_version: "1", min_provisioned_concurrency: 16, max_provisioned_concurrency: 8, scale_to_zero_enabled: true }
`,
      good: `name: multi-model
config:
  served_entities:
    - { name: current, entity_name: catalog.schema.model-A, entity_version: "1", min_provisioned_concurrency: 8, max_provisioned_concurrency: 16, scale_to_zero_enabled: true }
`,
    },
    {
      bad: `name: multi-model
config:
  served_entities:
    - { name: current, entity_name: catalog.schema.model-A, entity_version: "1", max_provisioned_concurrency: 10, scale_to_zero_enabled: true }
`,
      good: `name: multi-model
config:
  served_entities:
    - { name: current, entity_name: catalog.schema.model-A, entity_version: "1", max_provisioned_concurrency: 12, scale_to_zero_enabled: true }
`,
    },
  ],
  *check({ entities }) {
    for (const { node } of entities) {
      for (const range of RANGES) yield* judge(node, range);
    }
  },
};

interface CapacityRange {
  readonly what: string;
  readonly min: string;
  readonly max: string;
}

const RANGES: readonly CapacityRange[] = ["concurrency", "throughput"].map((what) => ({
  what,
  min: `min_provisioned_${what}`,
  max: `max_provisioned_${what}`,
}));

function judge(entity: ObjectNode, { what, min, max }: CapacityRange): readonly Problem[] {
  const least = numberAt(entity, min);
  const most = numberAt(entity, max);
  return least || most ? [...departures(what, least, most)] : [];
}

function* departures(what: string, least: Capacity | undefined, most: Capacity | undefined): Iterable<Problem> {
  if (least && most && least.value > most.value) {
    const edits = [
      { kind: "replace" as const, node: least.node, value: most.value },
      { kind: "replace" as const, node: most.node, value: least.value },
    ];
    const message = `The least ${what}, ${least.value}, is above the greatest, ${most.value}`;
    return yield { range: least.node, message, fixes: [{ title: "Swap the two", edits }] };
  }
  if (what === "throughput") return;
  for (const { node, value } of [least, most].flatMap((side) => side ?? [])) {
    const whole = Math.ceil(value / CONCURRENCY_STEP) * CONCURRENCY_STEP;
    if (value === whole) continue;
    const message = `${value} is no multiple of ${CONCURRENCY_STEP}, and provisioned concurrency goes in steps of ${CONCURRENCY_STEP}`;
    const edits = [{ kind: "replace" as const, node, value: whole }];
    yield { severity: "warning", range: node, message, fixes: [{ title: `Round up to ${whole}`, edits }] };
  }
}

interface Capacity {
  readonly node: Node;
  readonly value: number;
}

function numberAt(entity: ObjectNode, key: string): Capacity | undefined {
  const node = valueAt(entity, key);
  const value = wholeNumberOf(node);
  return node === undefined || value === undefined ? undefined : { node, value };
}
