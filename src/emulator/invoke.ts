// The data plane: finds who answers a query and has it answer. Who it was stands in the `served-model-name` header,
// also where the answer is an error of the entity itself
// (https://docs.databricks.com/api/workspace/servingendpoints/query).
import { setTimeout as sleep } from "node:timers/promises";
import type { Route } from "../api/types.ts";
import { type Reply, reply } from "./answers.ts";
import { objectOf, taskOf } from "./config.ts";
import { ours, ServiceError, seen } from "./messages.ts";
import type { Endpoint } from "./store.ts";

export interface Invocation {
  endpoint: Endpoint | undefined;
  /** Asked for by name, past the split. */
  servedEntity?: string | undefined;
  /** The request body as it came. */
  text: string;
  now: number;
  signal: AbortSignal;
}

export type Invoked = { headers: Record<string, string> } & (Reply | { error: ServiceError });

/** Throws a `ServiceError` where no entity can be found to answer. */
export async function invoke(
  call: Invocation,
  pick: (routes: readonly Route[]) => string | undefined,
): Promise<Invoked> {
  const { endpoint, text, now, signal } = call;
  if (endpoint === undefined) throw seen.noDeployment();
  const active = endpoint.life.active;
  if (active === undefined) throw ours.notReady(endpoint.name);
  const name = call.servedEntity ?? pick(active.config.routes);
  const entity = active.config.entities.find((candidate) => candidate.name === name);
  if (entity === undefined) throw seen.noDeployment();

  const settings = endpoint.settings[entity.name] ?? {};
  if (settings.latencyMs) await sleep(settings.latencyMs, undefined, { signal });
  const headers = { "served-model-name": entity.name };
  const task = settings.task ?? taskOf(entity);
  try {
    const question = {
      servedEntity: entity.name,
      body: parse(text),
      settings,
      now,
      ...(task === undefined ? {} : { task }),
    };
    return { headers, ...reply(question, signal) };
  } catch (error) {
    if (error instanceof ServiceError) return { headers, error };
    throw error;
  }
}

function parse(text: string): Record<string, unknown> {
  try {
    return objectOf(JSON.parse(text), "body");
  } catch (error) {
    if (error instanceof ServiceError) throw seen.wrongInput([]);
    throw seen.notJson(error instanceof Error ? error.message : String(error));
  }
}
