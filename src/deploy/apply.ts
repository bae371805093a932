// Carries out a plan: looks whether the endpoint is still what the plan was made for, then sends one request after the
// other. It repeats none; where no answer came it looks what is true. It does not wait for a deployment, watch.ts does.
import { ApiError, Refused } from "../api/errors.ts";
import type { ServingApi, ServingEndpoint } from "../api/types.ts";
import { type Clock, realClock } from "./clock.ts";
import { diff } from "./diff.ts";
import { Moved, NotDeployable, StepFailed } from "./errors.ts";
import type { Plan, Step } from "./plan.ts";
import { sameSplit, sharesOf, splitLabel } from "./split.ts";

/** What a deployment needs of the service. */
export type DeployApi = Pick<
  ServingApi,
  "get" | "create" | "putConfig" | "putAiGateway" | "patchTags" | "patchNotifications"
>;

export type ApplyEvent =
  | { readonly kind: "step-started"; readonly step: Step; readonly index: number; readonly of: number }
  | {
      readonly kind: "step-done";
      readonly step: Step;
      readonly index: number;
      readonly of: number;
      /** No answer came; the endpoint shows that the change has arrived all the same. */
      readonly readBack: boolean;
    };

export interface ApplyOptions {
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
}

/**
 * Sends the steps of a plan. Throws `NotDeployable` for a refused plan and `Moved` where the endpoint has changed since,
 * both before anything is sent, and `StepFailed` as soon as one step does not succeed.
 */
export async function* apply(
  plan: Plan,
  api: DeployApi,
  { signal, clock = realClock }: ApplyOptions = {},
): AsyncGenerator<ApplyEvent, void> {
  const { steps, refusals } = plan;
  if (refusals.length > 0)
    throw new NotDeployable(refusals.join("; "), "Change the document or the endpoint, then plan again");
  if (steps.length === 0) return;
  refuseMoved(plan, await find(api, plan.desired.name, signal));

  for (const [index, step] of steps.entries()) {
    if (signal?.aborted) throw index === 0 ? signal.reason : stopped(plan, index, "unsent", signal.reason);
    yield { kind: "step-started", step, index, of: steps.length };
    let readBack = false;
    try {
      await send(step, plan.desired.name, api, signal);
    } catch (cause) {
      if (!(cause instanceof ApiError) && !signal?.aborted) throw cause;
      const fate = isClearNo(cause) ? "refused" : await lookBack(plan, step, api, { signal, clock });
      if (fate !== "arrived") throw stopped(plan, index, fate, cause);
      readBack = true;
    }
    yield { kind: "step-done", step, index, of: steps.length, readBack };
  }
}

/** `PUT config`, as a person is told of a step. */
export function stepName({ verb, path }: Step): string {
  return `${verb} ${path.split("/").at(-1)}`;
}

/** What became of a request that was not answered with success. */
type Fate = "unsent" | "refused" | "arrived" | "absent" | "unknown";

function send(step: Step, name: string, api: DeployApi, signal: AbortSignal | undefined): Promise<unknown> {
  const options = signal ? { signal } : {};
  switch (step.kind) {
    case "create":
      return api.create(step.body, options);
    case "tags":
      return api.patchTags(name, step.body, options);
    case "ai-gateway":
      return api.putAiGateway(name, step.body, options);
    case "config":
      return api.putConfig(name, step.body, options);
    case "notifications":
      return api.patchNotifications(name, step.body, options);
  }
}

/** The endpoint, or undefined where there is none. */
async function find(
  api: DeployApi,
  name: string,
  signal: AbortSignal | undefined,
): Promise<ServingEndpoint | undefined> {
  try {
    return await api.get(name, signal ? { signal } : {});
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return undefined;
    throw error;
  }
}

/** The service has no conditional write, so what moves between this look and the first request is not seen. */
function refuseMoved({ live: before, desired: { name } }: Plan, now: ServingEndpoint | undefined): void {
  if (!before && now) throw new Moved(`\`${name}\` exists by now; nothing was sent`);
  if (!before) return;
  if (!now) throw new Moved(`\`${name}\` was deleted since the plan was made; nothing was sent`);
  const moved = movement(before, now);
  if (moved !== undefined)
    throw new Moved(`\`${name}\` has changed since the plan was made: ${moved}; nothing was sent`);
}

function movement(before: ServingEndpoint, now: ServingEndpoint): string | undefined {
  if (before.id !== now.id) return "it was deleted and created again";
  const [split, splitNow] = [sharesOf(before.config), sharesOf(now.config)];
  if (!sameSplit(split, splitNow)) return `its split went from ${splitLabel(split)} to ${splitLabel(splitNow)}`;
  const [version, versionNow] = [before.config?.config_version, now.config?.config_version];
  if (version !== versionNow) return `its config went from version ${version ?? "none"} to ${versionNow ?? "none"}`;
  if (now.state.config_update === "IN_PROGRESS") return "another update is running";
  return before.last_updated_timestamp === now.last_updated_timestamp ? undefined : "somebody has updated it";
}

/** Everything else leaves it open: a broken connection, a cancelled request, an error of the service or of a gateway. */
function isClearNo(cause: unknown): boolean {
  return cause instanceof Refused && cause.status < 500;
}

/** Milliseconds before each look. The connection that has just broken may need a moment; a cancelled one gets one look. */
const looks = [0, 1000, 3000];

async function lookBack(plan: Plan, step: Step, api: DeployApi, { signal, clock }: LookOptions): Promise<Fate> {
  let fate: Fate = "unknown";
  for (const pause of signal?.aborted ? looks.slice(0, 1) : looks) {
    await clock.sleep(pause);
    try {
      const now = await find(api, plan.desired.name, undefined);
      fate = now && shows(plan, step, now) ? "arrived" : "absent";
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
    if (fate === "arrived") return fate;
  }
  return fate;
}

interface LookOptions {
  readonly signal: AbortSignal | undefined;
  readonly clock: Clock;
}

/** Whether the endpoint is, or is becoming, what the step asked for. */
function shows({ desired, live }: Plan, step: Step, now: ServingEndpoint): boolean {
  const newest = now.pending_config ?? now.config;
  const { changes } = diff(desired, { ...now, ...(newest && { config: newest }) });
  if (step.kind === "create") return !changes.some((change) => change.part === "config");
  const versions = [live?.pending_config, live?.config].map((config) => config?.config_version ?? 0);
  const same = newest?.config_version !== undefined && newest.config_version <= Math.max(...versions);
  if (step.kind === "config" && same) return false;
  return !changes.some((change) => change.part === step.kind);
}

function stopped({ steps, desired }: Plan, index: number, fate: Exclude<Fate, "arrived">, cause: unknown): unknown {
  const step = steps[index];
  if (!step) return cause;
  const [done, left] = [steps.slice(0, index), steps.slice(index + 1)];
  const words = [
    `${stepName(step)} of \`${desired.name}\` ${cause instanceof ApiError ? `failed: ${cause.message}` : "was cancelled"}`,
    ...(fate === "absent" ? ["the endpoint does not show the change"] : []),
    ...(fate === "unknown" ? ["nobody could look whether the change has arrived"] : []),
    ...(done.length > 0 ? [`done before: ${done.map(stepName).join(", ")}`] : []),
    ...(left.length > 0 ? [`not sent: ${left.map(stepName).join(", ")}`] : []),
  ];
  const remedy =
    cause instanceof ApiError && fate === "refused" ? cause.remedy : "Look at the endpoint before you try again";
  const arrived = fate === "unknown" ? "unknown" : "no";
  return new StepFailed(words.join("; "), { step, done, left, arrived, remedy }, cause);
}
