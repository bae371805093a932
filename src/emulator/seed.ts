// Reads the file an emulator starts from: create bodies, each with optional wishes about how its served entities
// behave, and what else the workspace holds. What the service would say to the bodies is not asked here.
import type { CreateEndpoint } from "../api/types.ts";

/** How one served entity behaves. All of it is the emulator's own; the service has nothing like it. */
export interface EntitySettings {
  /** Milliseconds before an answer begins. */
  latencyMs?: number;
  /** Milliseconds between the pieces of a streamed answer. */
  chunkMs?: number;
  /** The answer: a text for chat and completions, or the whole body. */
  answer?: unknown;
  /** Such as `llm/v1/chat` or `agent/v1/responses`, where it cannot be told from the config. */
  task?: string;
  /** Deployments that hold this entity fail, with this text as its message. */
  deploymentFails?: boolean | string;
  /** The part of all questions, from 0 to 1, that is answered with `failureStatus`. */
  failureRate?: number;
  /** 500 where it is not given. */
  failureStatus?: number;
  /** The inputs of a custom model: MLflow's types by column name, `{ "alcohol": "double" }`. */
  columns?: Record<string, string>;
}

export interface SeedEndpoint extends CreateEndpoint {
  /** By name of the served entity, present or to come. */
  emulator?: Record<string, EntitySettings>;
}

/** A registered model of Unity Catalog: how many versions it has, and the version behind each alias. */
export interface SeedModel {
  versions: number;
  aliases?: Record<string, number>;
}

export interface Seed {
  endpoints: SeedEndpoint[];
  /** Names of the pay-per-token endpoints that Databricks provides, such as `databricks-gte-large-en`. */
  foundationModels?: string[];
  /** By full name, beside the models that the endpoints serve. */
  models?: Record<string, SeedModel>;
  /** Keys by scope, beside those that the endpoints refer to. */
  secrets?: Record<string, string[]>;
}

/** The text is not a seed; the message says where and what to write instead. */
export class SeedError extends Error {
  override readonly name = "SeedError";
}

interface Expectation {
  fits: (value: unknown) => boolean;
  expected: string;
}

const delay: Expectation = { fits: isDelay, expected: "a number of milliseconds, 0 or more" };
const SETTINGS: Record<keyof EntitySettings, Expectation> = {
  latencyMs: delay,
  chunkMs: delay,
  answer: { fits: () => true, expected: "any value" },
  task: { fits: isText, expected: "a string such as `llm/v1/chat`" },
  deploymentFails: { fits: (value) => typeof value === "boolean" || isText(value), expected: "true or a text" },
  failureRate: { fits: (value) => isDelay(value) && value <= 1, expected: "a number from 0 to 1" },
  failureStatus: { fits: isErrorStatus, expected: "a status from 400 to 599" },
  columns: {
    fits: (value) => isRecord(value) && Object.values(value).every(isText),
    expected: "an object of types by column name",
  },
};

const WORKSPACE: Record<Exclude<keyof Seed, "endpoints">, Expectation> = {
  foundationModels: { fits: isTexts, expected: "a list of endpoint names" },
  models: {
    fits: (value) => isRecord(value) && Object.values(value).every(isModel),
    expected: 'an object such as `{ "main.ml.iris": { "versions": 2, "aliases": { "champion": 1 } } }`',
  },
  secrets: {
    fits: (value) => isRecord(value) && Object.values(value).every(isTexts),
    expected: 'an object such as `{ "scope": ["key"] }`',
  },
};

/** Reads `{ "endpoints": [ … ] }`. Throws `SeedError`. */
export function readSeed(text: string): Seed {
  const seed = parse(text);
  if (!isRecord(seed) || !Array.isArray(seed.endpoints)) {
    throw new SeedError('The seed has no list `endpoints`; write `{ "endpoints": [ … ] }` with create bodies in it');
  }
  for (const [key, { fits, expected }] of Object.entries(WORKSPACE)) {
    if (seed[key] !== undefined && !fits(seed[key])) throw new SeedError(`\`${key}\` must be ${expected}`);
  }
  const endpoints: unknown[] = seed.endpoints;
  return { ...seed, endpoints: endpoints.map((endpoint, index) => readEndpoint(endpoint, `endpoints[${index}]`)) };
}

function readEndpoint(endpoint: unknown, where: string): SeedEndpoint {
  if (!isRecord(endpoint)) throw new SeedError(`\`${where}\` is no object; write a create body there`);
  const { name, emulator } = endpoint;
  if (typeof name !== "string" || name === "")
    throw new SeedError(`\`${where}\` has no \`name\`; give the endpoint one`);
  if (emulator === undefined) return { ...endpoint, name };
  if (!isRecord(emulator)) {
    throw new SeedError(`\`${where}.emulator\` is no object; write settings there by name of the served entity`);
  }
  const settings = Object.entries(emulator).map(([entity, value]) => [
    entity,
    readSettings(value, `${where}.emulator.${entity}`),
  ]);
  return { ...endpoint, name, emulator: Object.fromEntries(settings) };
}

function readSettings(settings: unknown, where: string): EntitySettings {
  if (!isRecord(settings)) throw new SeedError(`\`${where}\` is no object; known settings are ${known()}`);
  for (const [key, value] of Object.entries(settings)) {
    if (!isSetting(key)) throw new SeedError(`\`${where}.${key}\` is no setting; known are ${known()}`);
    if (!SETTINGS[key].fits(value)) throw new SeedError(`\`${where}.${key}\` must be ${SETTINGS[key].expected}`);
  }
  return settings;
}

function known(): string {
  return Object.keys(SETTINGS)
    .map((key) => `\`${key}\``)
    .join(", ");
}

function isSetting(key: string): key is keyof EntitySettings {
  return Object.hasOwn(SETTINGS, key);
}

function isModel(value: unknown): value is SeedModel {
  if (!isRecord(value) || !Number.isInteger(value.versions)) return false;
  return (
    value.aliases === undefined || (isRecord(value.aliases) && Object.values(value.aliases).every(Number.isInteger))
  );
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(isText);
}

function isErrorStatus(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 400 && Number(value) <= 599;
}

function isDelay(value: unknown): value is number {
  return typeof value === "number" && value >= 0;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SeedError(`The seed is not JSON: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
