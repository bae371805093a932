// The life of an endpoint's config as one pure function of what was, what happens and what time it is. It knows no
// clock, no request and no answer. States and transitions:
// https://docs.databricks.com/api/workspace/servingendpoints/get and
// https://docs.databricks.com/machine-learning/model-serving/manage-serving-endpoints.
import type { EndpointState, ServedEntity } from "../api/types.ts";
import type { Config } from "./config.ts";
import { seen } from "./messages.ts";

export interface Life {
  readonly update: "NOT_UPDATING" | "IN_PROGRESS" | "UPDATE_FAILED";
  /** The version of the newest attempt; 0 before the first one. */
  readonly version: number;
  /** What answers queries; absent until a first deployment has succeeded. */
  readonly active?: Deployed;
  /** The attempt under way, or the last one where it failed. */
  readonly pending?: Attempt;
}

export interface Deployed {
  readonly version: number;
  readonly startedAt: number;
  readonly config: Config;
}

export interface Attempt extends Deployed {
  /** Milliseconds until all entities are ready. */
  readonly duration: number;
  /** Why a served entity will not come up, by its name. */
  readonly failures: Readonly<Record<string, string>>;
  /** How far each entity is, by its name. */
  readonly progress: Readonly<Record<string, EntityState>>;
}

type EntityState = NonNullable<ServedEntity["state"]>;

export type LifeEvent =
  | { kind: "deploy"; config: Config; duration: number; failures: Readonly<Record<string, string>> }
  | { kind: "look" };

export const newborn: Life = { update: "NOT_UPDATING", version: 0 };

export const ready: EntityState = { deployment: "DEPLOYMENT_READY", deployment_state_message: "" };

/**
 * `now` and all times are milliseconds. Whether a deployment may begin during another one is the caller's to decide.
 */
export function step(life: Life, event: LifeEvent, now: number): Life {
  switch (event.kind) {
    case "deploy":
      return begin(life, event, now);
    case "look":
      return life.update === "IN_PROGRESS" && life.pending !== undefined ? proceed(life, life.pending, now) : life;
  }
}

/** READY means that a config answers queries, whatever becomes of the next one. */
export function stateOf({ active, update }: Life): EndpointState {
  return { ready: active === undefined ? "NOT_READY" : "READY", config_update: update };
}

function begin(life: Life, { config, duration, failures }: Extract<LifeEvent, { kind: "deploy" }>, now: number): Life {
  const version = life.version + 1;
  const creating: EntityState = { deployment: "DEPLOYMENT_CREATING", deployment_state_message: seen.creating };
  const progress = Object.fromEntries(config.entities.map(({ name }) => [name, creating]));
  return {
    ...life,
    update: "IN_PROGRESS",
    version,
    pending: { version, startedAt: now, config, duration, failures, progress },
  };
}

/** One entity after the other becomes ready, evenly over the duration; the first that fails ends the attempt. */
function proceed(life: Life, attempt: Attempt, now: number): Life {
  const { config, startedAt, duration, failures } = attempt;
  const names = config.entities.map(({ name }) => name);
  const due = names.filter((_, index) => now >= startedAt + (duration * (index + 1)) / names.length);
  const failed = due.find((name) => Object.hasOwn(failures, name));
  if (failed !== undefined) {
    return {
      ...life,
      update: "UPDATE_FAILED",
      pending: { ...attempt, progress: failedProgress(names, failed, failures) },
    };
  }
  if (due.length === names.length) {
    const { pending: _, ...rest } = life;
    return { ...rest, update: "NOT_UPDATING", active: { version: attempt.version, startedAt, config } };
  }
  const progress = { ...attempt.progress, ...Object.fromEntries(due.map((name) => [name, ready])) };
  return { ...life, pending: { ...attempt, progress } };
}

function failedProgress(names: readonly string[], failed: string, failures: Attempt["failures"]): Attempt["progress"] {
  const at = names.indexOf(failed);
  const state = (name: string, index: number): EntityState => {
    if (index < at) return ready;
    if (index > at) return { deployment: "DEPLOYMENT_ABORTED", deployment_state_message: seen.abortedDeployment };
    return { deployment: "DEPLOYMENT_FAILED", deployment_state_message: failures[name] ?? seen.loadFailure };
  };
  return Object.fromEntries(names.map((name, index) => [name, state(name, index)]));
}
