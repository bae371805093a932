// The emulated workspace's endpoints, moved through their lives by the clock it is given. It refuses what the service
// refuses and knows nothing of HTTP.
import { randomBytes } from "node:crypto";
import type { DeploymentFaults } from "../faults.ts";
import { ours, seen } from "../messages.ts";
import type { SeedEndpoint } from "../seed.ts";
import { type Config, type Fields, fieldsOf, kindOf, readConfig, readFields } from "./config.ts";
import type { Endpoint, Grant } from "./endpoint.ts";
import { type LifeEvent, newborn, step } from "./lifecycle.ts";
import type { Pace } from "./pace.ts";
import { type BodyShape, validate } from "./validate.ts";

export interface Store {
  /** By name. */
  list(): Endpoint[];
  find(name: string): Endpoint | undefined;
  /** As `find`, but throws the control plane's 404. */
  get(name: string): Endpoint;
  byId(id: string): Endpoint;
  create(body: unknown, shape?: BodyShape): Endpoint;
  /** Begins an update; `instantly` without the time that it takes otherwise. */
  deploy(name: string, config: unknown, shape?: BodyShape, instantly?: boolean): Endpoint;
  stop(name: string): Endpoint;
  start(name: string): Endpoint;
  /** Ends a running update; without one it does nothing. */
  cancel(name: string): Endpoint;
  /** Notes that an entity was asked something. Not a change that anybody has to write down. */
  use(endpoint: Endpoint, servedEntity: string): void;
  /** Replaces some of the kept fields, at once and outside of any deployment; undefined removes one. */
  keep(name: string, change: { fields?: Fields; hidden?: Fields; grants?: readonly Grant[] }): Endpoint;
  remove(name: string): void;
}

export interface StoreOptions {
  /** Milliseconds since the epoch. */
  now: () => number;
  pace: Pace;
  /** What is to go wrong with a deployment that begins. */
  deploymentFaults: DeploymentFaults;
  /** What it starts with; not judged any more. */
  endpoints: readonly Endpoint[];
}

/** What a create body may hold and GET gives back; anything else is taken and forgotten. */
const KEPT = ["ai_gateway", "description", "email_notifications", "route_optimized", "tags", "telemetry_config"];
/** Kept for what it does; databricks/cli, bundle/direct/dresources/resources.yml: not in the answer to GET. */
const HIDDEN = ["budget_policy_id", "rate_limits"];

export function createStore({ now, pace, deploymentFaults, endpoints: initial }: StoreOptions): Store {
  const endpoints = new Map(initial.map((endpoint) => [endpoint.name, endpoint]));

  function put(endpoint: Endpoint): Endpoint {
    endpoints.set(endpoint.name, endpoint);
    return endpoint;
  }

  function find(name: string): Endpoint | undefined {
    const endpoint = endpoints.get(name);
    return endpoint && live(endpoint, { kind: "look" });
  }

  function get(name: string): Endpoint {
    const endpoint = find(name);
    if (endpoint === undefined) throw seen.noEndpoint(name);
    return endpoint;
  }

  function live(endpoint: Endpoint, event: LifeEvent): Endpoint {
    const life = step(endpoint.life, event, now());
    return life === endpoint.life ? endpoint : put({ ...endpoint, life });
  }

  function begin(endpoint: Endpoint, config: Config, duration: number): Endpoint {
    const { failures, stuck } = deploymentFaults(endpoint, config);
    const event: LifeEvent = { kind: "deploy", config, duration, failures, stuck };
    return live(put({ ...endpoint, updatedAt: now() }), event);
  }

  function changeable(name: string): Endpoint {
    const endpoint = get(name);
    refuseDatabricksOwned(endpoint);
    if (endpoint.life.update === "IN_PROGRESS") throw seen.updating();
    return endpoint;
  }

  return {
    list: () => [...endpoints.keys()].sort().map(get),
    find,
    get,
    byId(id) {
      for (const { id: candidate, name } of endpoints.values()) if (candidate === id) return get(name);
      throw ours.noEndpointId(id);
    },
    create(body, shape = "create-body") {
      const endpoint = newEndpoint(body, shape, now());
      if (endpoints.has(endpoint.name)) throw ours.exists(endpoint.name);
      const { config } = fieldsOf(readFields(body), "body");
      if (config === undefined) return put(endpoint);
      const read = checked(config);
      return begin(endpoint, read, pace.deployment(read, undefined));
    },
    deploy(name, body, shape = "config-body", instantly = false) {
      const endpoint = changeable(name);
      // Official examples repeat the endpoint's name in here.
      const { name: _, ...sent } = fieldsOf(body, "body");
      validate(sent, shape);
      const config = checked(shape === "pt-config-body" ? sent.config : sent);
      const before = endpoint.life.active?.config;
      if (before !== undefined && isExternal(before) !== isExternal(config)) throw ours.converted();
      return begin(endpoint, config, instantly ? 0 : pace.deployment(config, before));
    },
    stop(name) {
      const endpoint = changeable(name);
      const { active, stopped } = endpoint.life;
      const custom = active?.config.entities.every((entity) => kindOf(entity) === "custom");
      if (!custom || stopped) throw ours.cannotStop(name);
      return live(put({ ...endpoint, updatedAt: now() }), { kind: "stop" });
    },
    start(name) {
      const endpoint = changeable(name);
      const { active, stopped } = endpoint.life;
      if (active === undefined || !stopped) throw ours.cannotStart(name);
      return begin(endpoint, active.config, pace.deployment(active.config, undefined));
    },
    cancel(name) {
      const endpoint = get(name);
      return endpoint.life.update === "IN_PROGRESS" ? live(endpoint, { kind: "cancel" }) : endpoint;
    },
    use(endpoint, servedEntity) {
      const current = endpoints.get(endpoint.name);
      if (current?.id === endpoint.id) live(current, { kind: "use", servedEntity });
    },
    keep(name, { fields, hidden, grants }) {
      const endpoint = get(name);
      return put({
        ...endpoint,
        fields: defined({ ...endpoint.fields, ...fields }),
        hidden: defined({ ...endpoint.hidden, ...hidden }),
        grants: grants ?? endpoint.grants,
        updatedAt: now(),
      });
    },
    remove(name) {
      refuseDatabricksOwned(get(name));
      endpoints.delete(name);
    },
  };
}

/**
 * A seeded endpoint has been deployed long ago: its settings are about what comes. Throws a `ServiceError` where the
 * service would refuse it.
 */
export function planted({ emulator: settings = {}, ...body }: SeedEndpoint, now: number): Endpoint {
  const endpoint = { ...newEndpoint(body, "create-body", now), settings };
  const { config: sent } = fieldsOf(readFields(body), "body");
  if (sent === undefined) return endpoint;
  const active = { version: 1, startedAt: now, readyAt: now, config: checked(sent) };
  return { ...endpoint, life: { ...newborn, version: 1, active } };
}

export function newId(): string {
  return randomBytes(16).toString("hex");
}

function newEndpoint(body: unknown, shape: BodyShape, now: number): Endpoint {
  validate(body, shape);
  const sent = fieldsOf(readFields(body), "body");
  if (typeof sent.name !== "string") throw ours.wrongType("name", "a string");
  return {
    id: newId(),
    name: sent.name,
    createdAt: now,
    updatedAt: now,
    life: newborn,
    fields: picked(sent, KEPT),
    hidden: picked(sent, HIDDEN),
    grants: [],
    settings: {},
  };
}

/** The engine takes an empty list for one that is still being written. */
function checked(sent: unknown): Config {
  const config = readConfig(sent);
  if (config.entities.length === 0) throw ours.noEntities();
  return config;
}

function isExternal({ entities }: Config): boolean {
  return entities.some((entity) => kindOf(entity) === "external");
}

function refuseDatabricksOwned({ name, life }: Endpoint): void {
  const owned = life.active?.config.entities.some((entity) => kindOf(entity) === "foundation");
  if (owned) throw ours.databricksOwned(name);
}

function picked(fields: Fields, keys: readonly string[]): Fields {
  return defined(Object.fromEntries(keys.map((key) => [key, fields[key]])));
}

function defined(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
