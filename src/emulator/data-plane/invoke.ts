// Finds who answers a query and has it answer. Who it was stands in the `served-model-name` header, also where the
// answer is an error of the entity itself (https://docs.databricks.com/api/workspace/servingendpoints/query).
import { setTimeout as sleep } from "node:timers/promises";
import type { ServedEntity } from "../../api/types.ts";
import type { Answer } from "../http.ts";
import { ours, ServiceError, seen } from "../messages.ts";
import { kindOf, taskOf } from "../workspace/config.ts";
import type { Endpoint } from "../workspace/endpoint.ts";
import { type Deployed, isAsleep, scalesToZero } from "../workspace/lifecycle.ts";
import type { World } from "../world.ts";
import { type Format, type Question, reply } from "./answers.ts";

export interface Call {
  /** Undefined where none has that name. */
  endpoint: Endpoint | undefined;
  /** Asked for by name, past the split. */
  servedEntity?: string | undefined;
  format: Format | undefined;
  /** Reads the body; throws a `ServiceError` in the words of whoever reads it. */
  body: () => Question["body"];
  /** How long the body is, in bytes. */
  length: number;
  signal: () => AbortSignal;
}

export type Invoked = Answer & { headers: Record<string, string>; error?: ServiceError };

/** Throws a `ServiceError` where no entity can be found to answer. */
export async function invoke(call: Call, world: World): Promise<Invoked> {
  const { endpoint } = call;
  if (endpoint === undefined) throw seen.noDeployment();
  const { active, stopped } = endpoint.life;
  if (stopped) throw ours.stopped(endpoint.name);
  if (active === undefined) throw ours.notReady(endpoint.name);
  world.limits.call(endpoint);

  const { entities, routes } = active.config;
  const name = call.servedEntity ?? world.pick(routes);
  const chosen = entities.findIndex((entity) => entity.name === name);
  const first = entities[chosen];
  if (first === undefined) throw seen.noDeployment();
  const answer = await ask({ ...call, endpoint, active, entity: first }, world);
  if (!isRetried(answer, endpoint, first) || call.servedEntity !== undefined) return answer;
  const others = [...entities.slice(chosen + 1), ...entities.slice(0, chosen)];
  return fallback(answer, others, (entity) => ask({ ...call, endpoint, active, entity }, world));
}

/**
 * The other entities in the order of the list, beginning after the one that failed; the last error where all do. Status
 * codes other than 500 that lead here are UNCERTAIN (https://docs.databricks.com/api/workspace/servingendpoints/putaigateway).
 */
async function fallback(
  failed: Invoked,
  others: readonly ServedEntity[],
  ask: (entity: ServedEntity) => Promise<Invoked>,
): Promise<Invoked> {
  let last = failed;
  for (const entity of others) {
    last = await ask(entity);
    if (!isFailure(last)) return last;
  }
  return last;
}

function isRetried(answer: Invoked, { fields }: Endpoint, entity: ServedEntity): boolean {
  const gateway = fields.ai_gateway as { fallback_config?: { enabled?: boolean } } | undefined;
  return isFailure(answer) && kindOf(entity) === "external" && gateway?.fallback_config?.enabled === true;
}

function isFailure({ error }: Invoked): boolean {
  return error !== undefined && (error.status >= 500 || error.status === 429);
}

type Asked = Call & { endpoint: Endpoint; active: Deployed; entity: ServedEntity };

async function ask(asked: Asked, world: World): Promise<Invoked> {
  const { endpoint, entity } = asked;
  const began = world.now();
  const answer = await answerOf(asked, world);
  world.traffic.note(endpoint.id, entity.name, answer.error?.status ?? 200, world.now() - began);
  return answer;
}

async function answerOf({ endpoint, active, entity, ...call }: Asked, world: World): Promise<Invoked> {
  const settings = endpoint.settings[entity.name] ?? {};
  const cold = isAsleep(active, entity, world.now(), world.pace.idle) ? world.pace.coldStart : 0;
  if (scalesToZero(entity)) world.store.use(endpoint, entity.name);
  const wait = cold + (settings.latencyMs ?? 0);
  if (wait > 0) await sleep(wait, undefined, { signal: call.signal() });

  const headers = { "served-model-name": entity.name };
  const task = settings.task ?? taskOf(entity);
  try {
    refuseLong(call.length, task);
    if (settings.failureRate !== undefined && world.random() < settings.failureRate) {
      throw ours.flaky(entity.name, settings.failureStatus ?? 500);
    }
    const { tokens, ...answer } = reply({
      servedEntity: entity.name,
      task,
      features: entity.external_model === undefined && task === undefined && entity.entity_version === undefined,
      format: call.format,
      body: call.body(),
      settings,
      now: world.now(),
      signal: call.signal,
    });
    world.limits.spend(endpoint, tokens);
    return { ...answer, headers };
  } catch (error) {
    if (error instanceof ServiceError) return { headers, error };
    throw error;
  }
}

/** For agents: https://docs.databricks.com/machine-learning/model-serving/model-serving-limits */
const LONGEST_OF_AGENTS = 4 * 1024 * 1024;

function refuseLong(length: number, task: string | undefined): void {
  if (task?.startsWith("agent/") && length > LONGEST_OF_AGENTS) throw ours.tooLong(LONGEST_OF_AGENTS);
}
