// The life of an endpoint's config as one pure function of what was, what happens and what time it is. It knows no
// clock, no request and no answer. States and transitions:
// https://docs.databricks.com/api/workspace/servingendpoints/get and
// https://docs.databricks.com/machine-learning/model-serving/manage-serving-endpoints.
import type { EndpointState, ServedEntity } from "../../api/types.ts";
import { seen } from "../messages.ts";
import type { Config } from "./config.ts";

/** Plain data, so that it can be written down and read again. */
export interface Life {
  readonly update: "NOT_UPDATING" | "IN_PROGRESS" | "UPDATE_FAILED" | "UPDATE_CANCELED";
  /** The version of the newest attempt; 0 before the first one. */
  readonly version: number;
  /** What answers queries; absent until a first deployment has succeeded. */
  readonly active?: Deployed;
  /** The attempt under way, or the last one where it did not succeed. */
  readonly pending?: Attempt;
  /** Until the next deployment succeeds. */
  readonly stopped?: boolean;
}

export interface Deployed {
  readonly version: number;
  readonly startedAt: number;
  readonly config: Config;
  /** When entities were last asked, by name; one that never was counts from `readyAt`. */
  readonly usedAt?: Readonly<Record<string, number>>;
  readonly readyAt?: number;
}

export interface Attempt extends Deployed {
  /** Milliseconds until all entities are ready. */
  readonly duration: number;
  /** It will not end by itself. */
  readonly stuck?: boolean;
  /** Why a served entity will not come up, by its name. */
  readonly failures: Readonly<Record<string, string>>;
  /** How far each entity is, by its name. */
  readonly progress: Readonly<Record<string, EntityState>>;
}

type EntityState = NonNullable<ServedEntity["state"]>;

export type LifeEvent =
  | {
      kind: "deploy";
      config: Config;
      duration: number;
      failures: Readonly<Record<string, string>>;
      stuck?: boolean;
    }
  | { kind: "look" }
  /** A served entity is asked something. */
  | { kind: "use"; servedEntity: string }
  | { kind: "cancel" }
  | { kind: "stop" };

export const newborn: Life = { update: "NOT_UPDATING", version: 0 };

/**
 * `now` and all times are milliseconds. Whether an event makes sense in this state, a second deployment during the first
 * say, is the caller's to decide.
 */
export function step(life: Life, event: LifeEvent, now: number): Life {
  switch (event.kind) {
    case "deploy":
      return begin(life, event, now);
    case "look":
      return life.update === "IN_PROGRESS" && life.pending !== undefined ? proceed(life, life.pending, now) : life;
    case "use":
      return use(life, event.servedEntity, now);
    case "cancel":
      return life.pending === undefined ? life : canceled(life, life.pending);
    case "stop":
      return { ...life, stopped: true };
  }
}

/** READY means that a config answers queries, whatever becomes of the next one. */
export function stateOf({ active, stopped, update }: Life): EndpointState {
  return { ready: active === undefined || stopped ? "NOT_READY" : "READY", config_update: update };
}

/**
 * How an entity of the active config is. One that may scale to zero has done so when nobody asked it for `idle`
 * milliseconds; it counts as ready all the same.
 */
export function activeState({ active, stopped }: Life, entity: ServedEntity, now: number, idle: number): EntityState {
  // The value is of the makers' JavaScript SDK; that the service shows it for a stopped endpoint is UNCERTAIN.
  if (stopped) return { deployment: "DEPLOYMENT_STOPPED", deployment_state_message: "" };
  const asleep = active !== undefined && isAsleep(active, entity, now, idle);
  return { deployment: "DEPLOYMENT_READY", deployment_state_message: asleep ? seen.scaledToZero : "" };
}

export function isAsleep({ usedAt, readyAt }: Deployed, entity: ServedEntity, now: number, idle: number): boolean {
  return scalesToZero(entity) && now - (usedAt?.[entity.name] ?? readyAt ?? now) >= idle;
}

export function scalesToZero(entity: ServedEntity): boolean {
  return (
    entity.scale_to_zero_enabled === true ||
    entity.min_provisioned_throughput === 0 ||
    entity.min_provisioned_concurrency === 0
  );
}

function begin(
  life: Life,
  { config, duration, failures, stuck = false }: Extract<LifeEvent, { kind: "deploy" }>,
  now: number,
): Life {
  const version = life.version + 1;
  const creating: EntityState = { deployment: "DEPLOYMENT_CREATING", deployment_state_message: seen.creating };
  const progress = Object.fromEntries(config.entities.map(({ name }) => [name, creating]));
  return {
    ...life,
    update: "IN_PROGRESS",
    version,
    pending: { version, startedAt: now, config, duration, failures, progress, ...(stuck ? { stuck } : {}) },
  };
}

/** One entity after the other becomes ready, evenly over the duration; the first that fails ends the attempt. */
function proceed(life: Life, attempt: Attempt, now: number): Life {
  const { config, startedAt, duration, failures, stuck = false } = attempt;
  if (stuck) return life;
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
  if (due.length === names.length) return succeeded(life, attempt);
  const progress = { ...attempt.progress, ...Object.fromEntries(due.map((name) => [name, READY])) };
  return { ...life, pending: { ...attempt, progress } };
}

function succeeded({ version }: Life, attempt: Attempt): Life {
  const { startedAt, duration, config } = attempt;
  const active = { version: attempt.version, startedAt, readyAt: startedAt + duration, config };
  return { version, update: "NOT_UPDATING", active };
}

const READY: EntityState = { deployment: "DEPLOYMENT_READY", deployment_state_message: "" };
const ABORTED: EntityState = {
  deployment: "DEPLOYMENT_ABORTED",
  deployment_state_message: seen.abortedDeployment,
};

function failedProgress(names: readonly string[], failed: string, failures: Attempt["failures"]): Attempt["progress"] {
  const at = names.indexOf(failed);
  const state = (name: string, index: number): EntityState => {
    if (index < at) return READY;
    if (index > at) return ABORTED;
    return { deployment: "DEPLOYMENT_FAILED", deployment_state_message: failures[name] ?? seen.loadFailure };
  };
  return Object.fromEntries(names.map((name, index) => [name, state(name, index)]));
}

function canceled(life: Life, attempt: Attempt): Life {
  const progress = Object.fromEntries(
    Object.entries(attempt.progress).map(([name, state]) => [
      name,
      state.deployment === "DEPLOYMENT_READY" ? state : { ...ABORTED, deployment_state_message: "" },
    ]),
  );
  return { ...life, update: "UPDATE_CANCELED", pending: { ...attempt, progress } };
}

/** Idle times are long: a second more or less is not worth a new object for every question. */
function use(life: Life, servedEntity: string, now: number): Life {
  const { active } = life;
  if (active === undefined || now - (active.usedAt?.[servedEntity] ?? -Infinity) < 1000) return life;
  return { ...life, active: { ...active, usedAt: { ...active.usedAt, [servedEntity]: now } } };
}
