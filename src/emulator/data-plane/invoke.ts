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
  servedEntity: string | undefined;
  format: Format | undefined;
  /** The body as it came. */
  text: string;
  /** Reads it; throws a `ServiceError` in the words of whoever reads it. */
  body: () => Question["body"];
  signal: () => AbortSignal;
}

/**
 * Throws or rejects with a `ServiceError` where no entity can be found to answer, or the one that was cannot. Answers at
 * once unless somebody has to be waited for: a promise for every answer costs a fifth of the requests per second.
 */
export function invoke(call: Call, world: World): Answer | Promise<Answer> {
  const { endpoint } = call;
  if (endpoint === undefined) throw seen.noDeployment();
  const { active, stopped } = endpoint.life;
  if (stopped) throw ours.stopped(endpoint.name);
  if (active === undefined) throw ours.notReady(endpoint.name);
  world.limits.call(endpoint);
  return ask({ ...call, endpoint, active }, candidates(endpoint, active, call.servedEntity, world), world);
}

type Asked = Call & { endpoint: Endpoint; active: Deployed };

/** Asks the first, then the others in their order as long as they fail; throws the last error where all do. */
function ask(call: Asked, [entity, ...others]: readonly ServedEntity[], world: World): Answer | Promise<Answer> {
  if (entity === undefined) throw seen.noDeployment();
  const { endpoint, active, signal } = call;
  const began = world.now();
  const answered = (): Answer | Promise<Answer> => {
    const { error, ...answer } = answerOf(call, entity, world);
    world.traffic.note(endpoint.id, entity.name, error?.status ?? 200, world.now() - began);
    if (error === undefined) return answer;
    if (others.length === 0 || !isFailure(error)) throw error;
    return ask(call, others, world);
  };
  const wait = waitFor(endpoint, active, entity, world);
  return wait > 0 ? sleep(wait, undefined, { signal: signal() }).then(answered) : answered();
}

/** Who may answer, in the order in which they are asked: one alone, unless the gateway falls back. */
function candidates(
  { fields }: Endpoint,
  { config: { entities, routes } }: Deployed,
  named: string | undefined,
  world: World,
): ServedEntity[] {
  const name = named ?? world.pick(routes);
  const at = entities.findIndex((entity) => entity.name === name);
  const chosen = entities[at];
  if (chosen === undefined) return [];
  // https://docs.databricks.com/api/workspace/servingendpoints/putaigateway, fallback_config: for external models.
  const gateway = fields.ai_gateway as { fallback_config?: { enabled?: boolean } } | undefined;
  const alone = named !== undefined || kindOf(chosen) !== "external" || gateway?.fallback_config?.enabled !== true;
  return alone ? [chosen] : [...entities.slice(at), ...entities.slice(0, at)];
}

/** Documented are codes such as 500; that 429 counts, too, is UNCERTAIN. */
function isFailure({ status }: ServiceError): boolean {
  return status >= 500 || status === 429;
}

/** Milliseconds, longer where the entity has to wake up; it is awake from now on. */
function waitFor(endpoint: Endpoint, active: Deployed, entity: ServedEntity, world: World): number {
  const { latencyMs = 0 } = endpoint.settings[entity.name] ?? {};
  if (!scalesToZero(entity)) return latencyMs;
  const cold = isAsleep(active, entity, world.now(), world.pace.idle) ? world.pace.coldStart : 0;
  world.store.use(endpoint, entity.name);
  return cold + latencyMs;
}

function answerOf(
  { endpoint, text, format, body, signal }: Asked,
  entity: ServedEntity,
  world: World,
): Answer & { error?: ServiceError } {
  const settings = endpoint.settings[entity.name] ?? {};
  const { task = taskOf(entity), failureRate = 0, failureStatus = 500 } = settings;
  const headers = { "served-model-name": entity.name };
  try {
    refuseLong(text, task);
    if (failureRate > 0 && world.random() < failureRate) throw ours.flaky(entity.name, failureStatus);
    const answer = reply({
      servedEntity: entity.name,
      task,
      features: task === undefined && entity.entity_version === undefined,
      format,
      body: body(),
      settings,
      now: world.now(),
      signal,
    });
    world.limits.spend(endpoint, answer.tokens);
    return "json" in answer ? { json: answer.json, headers } : { events: answer.events, headers };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const { status, code, message } = error;
    return { error: new ServiceError(status, code, message, { ...error.headers, ...headers }) };
  }
}

/** For agents: https://docs.databricks.com/machine-learning/model-serving/model-serving-limits */
const LONGEST_OF_AGENTS = 4 * 1024 * 1024;

function refuseLong(text: string, task: string | undefined): void {
  if (task?.startsWith("agent/") && Buffer.byteLength(text) > LONGEST_OF_AGENTS) throw ours.tooLong(LONGEST_OF_AGENTS);
}
