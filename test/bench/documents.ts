// The documents that are measured: configs of any number of served entities, as written by people and as written by a
// program that makes mistakes.
import { stringify } from "yaml";

export interface Sample {
  readonly json: string;
  readonly yaml: string;
}

/** A config that only breaks rules about the number of entities, if any. */
export function cleanSample(entities: number): Sample {
  return written(config(entities, () => ({})));
}

/** The same with a mistake in every tenth entity: a misspelt size, an unknown field or a version that is a number. */
export function faultySample(entities: number): Sample {
  const mistakes = [{ workload_size: "Smal" }, { worklod_size: "Small" }, { entity_version: 1 }];
  return written(config(entities, (i) => (i % 10 === 0 ? (mistakes[(i / 10) % 3] ?? {}) : {})));
}

function config(entities: number, mistake: (i: number) => object): object {
  const numbers = Array.from({ length: entities }, (_, i) => i);
  return {
    name: "wines",
    config: {
      served_entities: numbers.map((i) => ({
        name: `model-${i}`,
        entity_name: `cellar.wines.model_${i}`,
        entity_version: "1",
        workload_size: "Small",
        workload_type: "CPU",
        scale_to_zero_enabled: true,
        environment_vars: { API_KEY: "{{secrets/cellar/key}}" },
        ...mistake(i),
      })),
      traffic_config: {
        routes: numbers.map((i) => ({ served_entity_name: `model-${i}`, traffic_percentage: i === 0 ? 100 : 0 })),
      },
    },
    tags: [{ key: "team", value: "cellar" }],
  };
}

function written(value: object): Sample {
  return { json: JSON.stringify(value, null, 2), yaml: stringify(value) };
}
