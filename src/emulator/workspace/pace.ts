// How long things take. The service's figures are divided by one time factor, so that an emulator can be as slow as the
// service or as quick as a test wants it.
import type { Config } from "./config.ts";

export interface Pace {
  /** Milliseconds from the start of a deployment until all its entities are ready. */
  deployment(config: Config, before: Config | undefined): number;
  /** Milliseconds without a question after which an entity that may scale to zero has done so. */
  readonly idle: number;
  /** Milliseconds that the first question waits for an entity that had scaled to zero. */
  readonly coldStart: number;
}

export interface PaceOptions {
  /** How many times faster than the service; 1 for its own pace. Idle time passes as it does there. */
  speed?: number;
  /** Seconds of every deployment, whatever it holds and whatever the speed. */
  deploySeconds?: number;
  /** Seconds after which an idle entity scales to zero. */
  idleSeconds?: number;
}

/** Makes a deployment of custom models take three seconds. */
export const DEFAULT_SPEED = 200;

/**
 * Seconds. Documented are only the limits of a deployment: 30 minutes on CPU, 60 and more on GPU, after the image is
 * built (https://docs.databricks.com/machine-learning/model-serving/model-serving-timeouts). What it usually takes, how
 * quick external models are and how long a cold start is are UNCERTAIN.
 */
const USUAL = {
  cpu: 600,
  gpu: 1200,
  external: 30,
  /** https://registry.terraform.io/providers/databricks/databricks/latest/docs/resources/model_serving, first note. */
  sameEntities: 30,
  /** https://docs.databricks.com/machine-learning/model-serving/create-manage-serving-endpoints, on scaling to zero. */
  idle: 1800,
  coldStart: 60,
} as const;

export function paceOf({ speed = DEFAULT_SPEED, deploySeconds, idleSeconds = USUAL.idle }: PaceOptions): Pace {
  const scaled = (seconds: number) => (seconds * 1000) / speed;
  return {
    deployment: (config, before) =>
      deploySeconds === undefined ? scaled(usualSeconds(config, before)) : deploySeconds * 1000,
    idle: idleSeconds * 1000,
    coldStart: scaled(USUAL.coldStart),
  };
}

function usualSeconds({ entities }: Config, before: Config | undefined): number {
  if (entities.every(({ external_model }) => external_model !== undefined)) return USUAL.external;
  if (before !== undefined && JSON.stringify(before.entities) === JSON.stringify(entities)) return USUAL.sameEntities;
  return entities.some(({ workload_type }) => /GPU/.test(String(workload_type))) ? USUAL.gpu : USUAL.cpu;
}
