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

/** Throws a `ServiceError` where no entity can be found to answer, or the one that was cannot. */
export async function invoke(call: Call, world: World): Promise<Answer> {
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
  const fallback = call.servedEntity === undefined && fallsBack(endpoint, first);
  const others = fallback ? [...entities.slice(chosen + 1), ...entities.slice(0, chosen)] : [];
  return ask({ ...call, endpoint, active }, first, others, world);
}

/** The gateway's setting, for external models: https://docs.databricks.com/api/workspace/servingendpoints/putaigateway */
function fallsBack({ fields }: Endpoint, entity: ServedEntity): boolean {
  const gateway = fields.ai_gateway as { fallback_config?: { enabled?: boolean } } | undefined;
  return kindOf(entity) === "external" && gateway?.fallback_config?.enabled === true;
}

type Asked = Call & { endpoint: Endpoint; active: Deployed };

/** Asks an entity, then the others in their order as long as they fail; throws the last error where all do. */
async function ask(call: Asked, entity: ServedEntity, others: readonly ServedEntity[], world: World): Promise<Answer> {
  const { endpoint } = call;
  const began = world.now();
  const note = (status: number) => world.traffic.note(endpoint.id, entity.name, status, world.now() - began);
  try {
    const answer = await answerOf(call, entity, world);
    note(200);
    return answer;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    note(error.status);
    const [next, ...rest] = others;
    if (next !== undefined && isFailure(error)) return ask(call, next, rest, world);
    const { status, code, message, headers } = error;
    throw new ServiceError(status, code, message, { ...headers, ...signed(entity) });
  }
}

/** Documented are codes such as 500; that 429 counts, too, is UNCERTAIN. */
function isFailure({ status }: ServiceError): boolean {
  return status >= 500 || status === 429;
}

async function answerOf(call: Asked, entity: ServedEntity, world: World): Promise<Answer> {
  const { endpoint, active, format, text, body, signal } = call;
  const settings = endpoint.settings[entity.name] ?? {};
  const cold = isAsleep(active, entity, world.now(), world.pace.idle) ? world.pace.coldStart : 0;
  if (scalesToZero(entity)) world.store.use(endpoint, entity.name);
  const wait = cold + (settings.latencyMs ?? 0);
  if (wait > 0) await sleep(wait, undefined, { signal: signal() });
  const { task = taskOf(entity), failureRate = 0, failureStatus = 500 } = settings;
  refuseLong(text, task);
  if (failureRate > 0 && world.random() < failureRate) throw ours.flaky(entity.name, failureStatus);
  const { tokens, ...answer } = reply({
    servedEntity: entity.name,
    task,
    features: entity.external_model === undefined && task === undefined && entity.entity_version === undefined,
    format,
    body: body(),
    settings,
    now: world.now(),
    signal,
  });
  world.limits.spend(endpoint, tokens);
  return { ...answer, headers: signed(entity) };
}

function signed({ name }: ServedEntity): Record<string, string> {
  return { "served-model-name": name };
}

/** For agents: https://docs.databricks.com/machine-learning/model-serving/model-serving-limits */
const LONGEST_OF_AGENTS = 4 * 1024 * 1024;

function refuseLong(text: string, task: string | undefined): void {
  if (task?.startsWith("agent/") && Buffer.byteLength(text) > LONGEST_OF_AGENTS) throw ours.tooLong(LONGEST_OF_AGENTS);
}
