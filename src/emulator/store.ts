// The emulated workspace's endpoints: plain data, moved through their lives by the clock it is given. It refuses what
// the service refuses and knows nothing of HTTP.
import { randomBytes } from "node:crypto";
import { type Config, objectOf, readConfig, readFields, type Shape } from "./config.ts";
import { type Life, newborn, step } from "./lifecycle.ts";
import { invalid, ours, seen } from "./messages.ts";
import type { EntitySettings, Seed, SeedEndpoint } from "./seed.ts";
import type { Check } from "./validate.ts";

export interface Endpoint {
  /** 32 hexadecimal digits. */
  readonly id: string;
  readonly name: string;
  /** Milliseconds since the epoch, as all times here. */
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly life: Life;
  /** What the emulator only keeps: description, tags, ai_gateway and the like. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** How served entities behave, by name; also of such as are not deployed yet. */
  readonly settings: Readonly<Record<string, EntitySettings>>;
}

export interface Store {
  /** By name. */
  list(): Endpoint[];
  find(name: string): Endpoint | undefined;
  /** As `find`, but throws the control plane's 404. */
  get(name: string): Endpoint;
  create(body: unknown): Endpoint;
  deploy(name: string, config: unknown): Endpoint;
  /** Replaces some of the kept fields, at once and outside of any deployment. */
  keep(name: string, fields: Readonly<Record<string, unknown>>): Endpoint;
  remove(name: string): void;
}

export interface StoreOptions {
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Seconds from the start of a deployment until all its entities are ready; the service takes minutes. */
  deploySeconds: number;
  check: Check;
  seed: Seed;
}

/** What a create body may hold and GET gives back; anything else is taken and forgotten. */
const KEPT = new Set([
  "ai_gateway",
  "description",
  "email_notifications",
  "route_optimized",
  "tags",
  "telemetry_config",
]);

/** A store with the seed's endpoints, all READY. Throws a `ServiceError` where the service would refuse one of them. */
export function createStore({ now, deploySeconds, check, seed }: StoreOptions): Store {
  const endpoints = new Map<string, Endpoint>();

  function put(endpoint: Endpoint): Endpoint {
    endpoints.set(endpoint.name, endpoint);
    return endpoint;
  }

  function find(name: string): Endpoint | undefined {
    const endpoint = endpoints.get(name);
    return endpoint && put({ ...endpoint, life: step(endpoint.life, { kind: "look" }, now()) });
  }

  function get(name: string): Endpoint {
    const endpoint = find(name);
    if (endpoint === undefined) throw seen.noEndpoint(name);
    return endpoint;
  }

  function begin(endpoint: Endpoint, config: Config, duration = deploySeconds * 1000): Endpoint {
    const failing = Object.entries(endpoint.settings).filter(
      ([, { deploymentFails = false }]) => deploymentFails !== false,
    );
    const failures = Object.fromEntries(
      failing.map(([name, { deploymentFails }]) => [
        name,
        typeof deploymentFails === "string" ? deploymentFails : seen.loadFailure,
      ]),
    );
    const life = step(endpoint.life, { kind: "deploy", config, duration, failures }, now());
    return put({ ...endpoint, life, updatedAt: now() });
  }

  function refuse(body: unknown, shape: Shape): void {
    const [reason] = check(body, shape);
    if (reason !== undefined) throw invalid(reason);
  }

  function create(body: unknown, settings: Endpoint["settings"] = {}): Endpoint {
    refuse(body, "create");
    const { name, config, ...others } = objectOf(readFields(body), "body");
    const fields = Object.fromEntries(Object.entries(others).filter(([key]) => KEPT.has(key)));
    if (typeof name !== "string") throw ours.wrongType("name", "a string");
    if (endpoints.has(name)) throw ours.exists(name);
    const id = randomBytes(16).toString("hex");
    const endpoint = { id, name, createdAt: now(), updatedAt: now(), life: newborn, fields, settings };
    return config === undefined ? put(endpoint) : begin(endpoint, readConfig(config, "create"));
  }

  /** A seeded endpoint has been deployed long ago: its settings are about what comes. */
  function plant({ emulator = {}, ...body }: SeedEndpoint): void {
    const endpoint = create(body);
    const { pending, ...life } = endpoint.life;
    if (pending === undefined) put({ ...endpoint, settings: emulator });
    else put({ ...endpoint, settings: emulator, life: { ...life, update: "NOT_UPDATING", active: pending } });
  }

  for (const endpoint of seed.endpoints) plant(endpoint);

  return {
    list: () => [...endpoints.keys()].sort().map(get),
    find,
    get,
    create: (body) => create(body),
    deploy(name, body) {
      const endpoint = get(name);
      if (endpoint.life.update === "IN_PROGRESS") throw seen.updating();
      // Official examples repeat the endpoint's name in here.
      const { name: _, ...config } = objectOf(body, "body");
      refuse(config, "config");
      return begin(endpoint, readConfig(config, "config"));
    },
    keep(name, fields) {
      const endpoint = get(name);
      return put({ ...endpoint, fields: { ...endpoint.fields, ...fields }, updatedAt: now() });
    },
    remove(name) {
      get(name);
      endpoints.delete(name);
    },
  };
}
