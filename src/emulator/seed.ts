// Reads the file an emulator starts from: create bodies, each with optional wishes about how its served entities
// behave. What the service would say to the bodies is not asked here.
import type { CreateEndpoint } from "../api/types.ts";

/** How one served entity behaves. All of it is the emulator's own; the service has nothing like it. */
export interface EntitySettings {
  /** Milliseconds before an answer begins. */
  latencyMs?: number;
  /** Milliseconds between the pieces of a streamed answer. */
  chunkMs?: number;
  /** The answer: a text for chat and completions, or the whole body. */
  answer?: unknown;
  /** Such as `llm/v1/chat`, where it cannot be told from the config. */
  task?: string;
  /** Deployments that hold this entity fail, with this text as its message. */
  deploymentFails?: boolean | string;
}

export interface SeedEndpoint extends CreateEndpoint {
  /** By name of the served entity, present or to come. */
  emulator?: Record<string, EntitySettings>;
}

export interface Seed {
  endpoints: SeedEndpoint[];
}

/** The text is not a seed; the message says where and what to write instead. */
export class SeedError extends Error {
  override readonly name = "SeedError";
}

const SETTINGS: Record<keyof EntitySettings, { fits: (value: unknown) => boolean; expected: string }> = {
  latencyMs: { fits: isDelay, expected: "a number of milliseconds, 0 or more" },
  chunkMs: { fits: isDelay, expected: "a number of milliseconds, 0 or more" },
  answer: { fits: () => true, expected: "any value" },
  task: { fits: (value) => typeof value === "string", expected: "a string such as `llm/v1/chat`" },
  deploymentFails: {
    fits: (value) => typeof value === "boolean" || typeof value === "string",
    expected: "true or a text",
  },
};

/** Reads `{ "endpoints": [ … ] }`. Throws `SeedError`. */
export function readSeed(text: string): Seed {
  const seed = parse(text);
  if (!isRecord(seed) || !Array.isArray(seed.endpoints)) {
    throw new SeedError('The seed has no list `endpoints`; write `{ "endpoints": [ … ] }` with create bodies in it');
  }
  const endpoints: unknown[] = seed.endpoints;
  return { endpoints: endpoints.map((endpoint, index) => readEndpoint(endpoint, `endpoints[${index}]`)) };
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

function isDelay(value: unknown): boolean {
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
