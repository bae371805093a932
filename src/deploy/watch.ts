// Follows a deployment until it has settled, by asking again and again as the official clients do. What they do not
// look at it does: an update can end while the endpoint is not ready.
import { ApiError, NotSignedIn, Refused } from "../api/errors.ts";
import type { CallOptions, ServedEntity, ServingApi, ServingEndpoint } from "../api/types.ts";
import { type Clock, realClock } from "./clock.ts";

/** How one served entity stands, with the service's own words. */
export interface EntityReport {
  readonly servedEntity: string;
  /** Such as DEPLOYMENT_FAILED; empty where the service did not say. */
  readonly deployment: string;
  readonly message: string;
}

/** Any number of `updating` and `interrupted`, then exactly one of the others. */
export type WatchEvent =
  | { readonly kind: "updating"; readonly endpoint: ServingEndpoint; readonly ready: number; readonly of: number }
  /** This look failed; it is tried again. */
  | { readonly kind: "interrupted"; readonly error: ApiError }
  | { readonly kind: "ready"; readonly endpoint: ServingEndpoint }
  /** UPDATE_FAILED or UPDATE_CANCELED: what was active before is active still. */
  | { readonly kind: "failed"; readonly endpoint: ServingEndpoint; readonly entities: readonly EntityReport[] }
  /** The update is over, and the endpoint answers no calls: stopped, without config, or a served entity went down. */
  | { readonly kind: "not-ready"; readonly endpoint: ServingEndpoint; readonly entities: readonly EntityReport[] }
  | { readonly kind: "deleted"; readonly recreated: boolean }
  /** The deployment goes on; only the watching ends. */
  | { readonly kind: "timed-out"; readonly endpoint: ServingEndpoint | undefined };

export interface WatchOptions {
  readonly signal?: AbortSignal;
  /** Milliseconds after look number `attempt`, counted from 1. */
  readonly interval?: (attempt: number, random: number) => number;
  /** Milliseconds; 35 minutes where it is not said, as for the official CLI's bundles. */
  readonly timeout?: number;
  readonly clock?: Clock;
}

const TIMEOUT = 35 * 60_000;
/** With the official interval, about half a minute of no network after a while of waiting. */
const INTERRUPTIONS = 4;

/**
 * Looks until the endpoint has settled. Rejects with the signal's reason, with what the service refused, or with the
 * last of five interruptions in a row.
 */
export async function* watch(
  api: Pick<ServingApi, "get">,
  name: string,
  { signal, interval = officialInterval, timeout = TIMEOUT, clock = realClock }: WatchOptions = {},
): AsyncGenerator<WatchEvent, void> {
  const end = clock.now() + timeout;
  let [interruptions, last]: [number, ServingEndpoint | undefined] = [0, undefined];
  for (let attempt = 1; ; attempt += 1) {
    const seen = await look(api, name, signal ? { signal } : {});
    interruptions = seen instanceof ApiError ? interruptions + 1 : 0;
    if (seen instanceof ApiError && interruptions > INTERRUPTIONS) throw seen;
    const event = eventOf(seen, last);
    yield event;
    if (event.kind !== "updating" && event.kind !== "interrupted") return;
    if (event.kind === "updating") last = event.endpoint;

    const pause = interval(attempt, clock.random());
    if (clock.now() + pause > end) return yield { kind: "timed-out", endpoint: last };
    await clock.sleep(pause, signal);
  }
}

/**
 * As the official Python SDK waits: one second longer each time up to ten, and up to one more by chance
 * (databricks-sdk-py, wait_get_serving_endpoint_not_updating).
 */
export function officialInterval(attempt: number, random: number): number {
  return (Math.min(attempt, 10) + random) * 1000;
}

/** The endpoint, undefined where there is none, or trouble that may pass. */
async function look(
  api: Pick<ServingApi, "get">,
  name: string,
  options: CallOptions,
): Promise<ServingEndpoint | ApiError | undefined> {
  try {
    return await api.get(name, options);
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return undefined;
    if (error instanceof ApiError && mayPass(error)) return error;
    throw error;
  }
}

function mayPass(error: ApiError): boolean {
  if (error instanceof NotSignedIn) return false;
  return !(error instanceof Refused) || error.status === 429 || error.status >= 500;
}

function eventOf(seen: ServingEndpoint | ApiError | undefined, last: ServingEndpoint | undefined): WatchEvent {
  if (seen instanceof ApiError) return { kind: "interrupted", error: seen };
  if (!seen) return { kind: "deleted", recreated: false };
  if (last && last.id !== seen.id) return { kind: "deleted", recreated: true };
  const { ready, config_update: update } = seen.state;
  if (update === "IN_PROGRESS") {
    const entities = (seen.pending_config ?? seen.config)?.served_entities ?? [];
    return { kind: "updating", endpoint: seen, ready: entities.filter(isReady).length, of: entities.length };
  }
  if (update === "UPDATE_FAILED" || update === "UPDATE_CANCELED") {
    return { kind: "failed", endpoint: seen, entities: unready((seen.pending_config ?? seen.config)?.served_entities) };
  }
  if (ready === "READY") return { kind: "ready", endpoint: seen };
  return {
    kind: "not-ready",
    endpoint: seen,
    entities: unready((seen.config ?? seen.pending_config)?.served_entities),
  };
}

function unready(entities: readonly ServedEntity[] = []): EntityReport[] {
  return entities
    .filter((entity) => !isReady(entity))
    .map(({ name, state }) => ({
      servedEntity: name,
      deployment: state?.deployment ?? "",
      message: state?.deployment_state_message ?? "",
    }));
}

function isReady(entity: ServedEntity): boolean {
  return entity.state?.deployment === "DEPLOYMENT_READY";
}
