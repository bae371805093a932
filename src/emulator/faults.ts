// Faults on demand: what a caller of POST /__emulator/faults wants to go wrong with the next requests or deployments.
// All of it is the emulator's own; the service has nothing like it.
import { codeOf, ours, ServiceError, seen } from "./messages.ts";
import { type Config, type Fields, fieldsOf, listOf } from "./workspace/config.ts";
import type { Endpoint } from "./workspace/endpoint.ts";

/** Which requests a fault meets; all of them where nothing is said. */
interface Aim {
  /** Name of the endpoint in the path, or of the `model` in an OpenAI-style body. */
  endpoint?: string;
  method?: string;
  /** How the path begins. */
  path?: string;
}

type RequestFault = Aim & {
  times: number;
} & (
    | { kind: "delay"; milliseconds: number }
    /** The connection breaks off; of a stream after this many events. */
    | { kind: "reset"; events: number }
    | { kind: "status"; status: number; error_code: string; message: string; retry_after?: number }
  );

type DeploymentFault = { times: number; endpoint?: string } & (
  | { kind: "deployment-failure"; served_entity: string; message: string }
  | { kind: "stuck-update" }
);

export type Fault = RequestFault | DeploymentFault;

/** What happens to a request, in the order delay, reset, error. */
export interface Mishap {
  milliseconds: number;
  /** Events of a stream that still come before the connection breaks; undefined where it does not. */
  resetAfter?: number;
  error?: ServiceError;
}

export type DeploymentFaults = (
  endpoint: Endpoint,
  config: Config,
) => { failures: Readonly<Record<string, string>>; stuck: boolean };

export interface Faults {
  /** The faults that are still to come. */
  list(): readonly Fault[];
  clear(): void;
  /** Takes one fault or `{ "faults": [ … ] }`; throws a `ServiceError` where one makes no sense. */
  add(body: unknown): void;
  /** Takes the faults that meet a request, each once less often from then on; undefined where there are none. */
  meet(request: { method: string; path: string; endpoint: () => string | undefined }): Mishap | undefined;
  onDeployment: DeploymentFaults;
}

export function createFaults(): Faults {
  let faults: Fault[] = [];

  function spend(fault: Fault): void {
    fault.times -= 1;
    if (fault.times === 0) faults = faults.filter((other) => other !== fault);
  }

  return {
    list: () => faults,
    clear() {
      faults = [];
    },
    add(body) {
      const fields = fieldsOf(body, "body");
      const added = (fields.faults === undefined ? [fields] : listOf(fields.faults, "faults")).map(readFault);
      faults = [...faults, ...added];
    },
    meet(request) {
      if (faults.length === 0) return undefined;
      const met = faults.filter((fault): fault is RequestFault => "kind" in fault && meets(fault, request));
      for (const fault of met) spend(fault);
      return met.length === 0 ? undefined : mishapOf(met);
    },
    onDeployment(endpoint, config) {
      const met = faults.filter(
        (fault): fault is DeploymentFault =>
          isDeploymentFault(fault) &&
          (fault.endpoint === undefined || fault.endpoint === endpoint.name) &&
          (fault.kind === "stuck-update" || config.entities.some(({ name }) => name === fault.served_entity)),
      );
      for (const fault of met) spend(fault);
      const failures = met.flatMap((fault) =>
        fault.kind === "deployment-failure" ? [[fault.served_entity, fault.message] as const] : [],
      );
      return {
        failures: { ...failuresOf(endpoint), ...Object.fromEntries(failures) },
        stuck: met.some(({ kind }) => kind === "stuck-update"),
      };
    },
  };
}

/** What the seed says of entities that never come up. */
function failuresOf({ settings }: Endpoint): Record<string, string> {
  const failing = Object.entries(settings).filter(([, { deploymentFails = false }]) => deploymentFails !== false);
  return Object.fromEntries(
    failing.map(([name, { deploymentFails }]) => [
      name,
      typeof deploymentFails === "string" ? deploymentFails : seen.loadFailure,
    ]),
  );
}

function isDeploymentFault(fault: Fault): fault is DeploymentFault {
  return fault.kind === "deployment-failure" || fault.kind === "stuck-update";
}

function meets(fault: Fault, { method, path, endpoint }: Parameters<Faults["meet"]>[0]): boolean {
  if (isDeploymentFault(fault)) return false;
  if (fault.endpoint !== undefined && fault.endpoint !== endpoint()) return false;
  if (fault.method !== undefined && fault.method !== method) return false;
  return fault.path === undefined || path.startsWith(fault.path);
}

function mishapOf(faults: readonly RequestFault[]): Mishap {
  const mishap: Mishap = { milliseconds: 0 };
  for (const fault of faults) {
    if (fault.kind === "delay") mishap.milliseconds += fault.milliseconds;
    else if (fault.kind === "reset") mishap.resetAfter ??= fault.events;
    else mishap.error ??= errorOf(fault);
  }
  return mishap;
}

function errorOf({ status, error_code, message, retry_after }: Extract<RequestFault, { kind: "status" }>) {
  return new ServiceError(
    status,
    error_code,
    message,
    retry_after === undefined ? {} : { "retry-after": String(retry_after) },
  );
}

function readFault(value: unknown): Fault {
  const fields = fieldsOf(value, "fault");
  const times = wholeNumber(fields, "times", 1, 1, 1_000_000);
  const endpoint = optionalText(fields, "endpoint");
  const aim = { times, ...endpoint, ...optionalText(fields, "method"), ...optionalText(fields, "path") };
  switch (fields.kind) {
    case "delay":
      return { ...aim, kind: "delay", milliseconds: wholeNumber(fields, "milliseconds", undefined, 0, 3_600_000) };
    case "reset":
      return { ...aim, kind: "reset", events: wholeNumber(fields, "events", 0, 0, 1_000_000) };
    case "status":
      return { ...aim, ...statusOf(fields) };
    case "deployment-failure": {
      const { served_entity: served = "" } = optionalText(fields, "served_entity");
      if (served === "") throw ours.badFault("A fault of kind 'deployment-failure' needs a 'served_entity'");
      const { message = seen.loadFailure } = optionalText(fields, "message");
      return { times, ...endpoint, kind: "deployment-failure", served_entity: served, message };
    }
    case "stuck-update":
      return { times, ...endpoint, kind: "stuck-update" };
    default:
      throw ours.badFault(`A fault's 'kind' is one of ${KINDS.join(", ")}, not '${String(fields.kind)}'`);
  }
}

const KINDS = ["delay", "reset", "status", "deployment-failure", "stuck-update", "cancel-update"];

function statusOf(fields: Fields): Pick<Extract<RequestFault, { kind: "status" }>, "kind" | "status" | "error_code"> & {
  message: string;
  retry_after?: number;
} {
  const status = wholeNumber(fields, "status", undefined, 400, 599);
  const { error_code = codeOf(status) } = optionalText(fields, "error_code");
  const { message = ours.fault(status) } = optionalText(fields, "message");
  const retry = fields.retry_after === undefined ? {} : { retry_after: wholeNumber(fields, "retry_after", 0, 0, 3600) };
  return { kind: "status", status, error_code, message, ...retry };
}

function optionalText<Key extends string>(fields: Fields, key: Key): { [K in Key]?: string } {
  const value = fields[key];
  if (value === undefined) return {};
  if (typeof value !== "string") throw ours.badFault(`'${key}' of a fault must be a string`);
  return { [key]: value } as { [K in Key]?: string };
}

function wholeNumber(fields: Fields, key: string, otherwise: number | undefined, least: number, most: number): number {
  const value = fields[key] ?? otherwise;
  if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) return value;
  throw ours.badFault(`'${key}' of a fault must be a whole number from ${least} to ${most}`);
}
