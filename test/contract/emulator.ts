// Starts an emulator for one test, with a clock that only the test moves, and a client of it. It holds no expectation.
import type { TestContext } from "node:test";
import { connect } from "../../src/api/client.ts";
import type { CreateEndpoint, EndpointConfig, QueryEvent, ServingApi } from "../../src/api/types.ts";
import { type EmulatorOptions, startEmulator } from "../../src/emulator/server.ts";

export interface Running {
  api: ServingApi;
  url: string;
  token: string;
  /** Moves the emulator's clock. */
  pass(seconds: number): void;
  /** Sends a request the client would not send. */
  raw(path: string, init?: RequestInit): Promise<Response>;
}

/** Deployments take ten seconds of the test's own clock. */
export async function emulator(t: TestContext, options: EmulatorOptions = {}): Promise<Running> {
  let time = Date.parse("2026-01-01T00:00:00Z");
  const { url, token, close } = await startEmulator({
    deploySeconds: 10,
    random: dice(7),
    now: () => time,
    ...options,
  });
  t.after(close);
  return {
    api: connect({ host: url, token: async () => token, fetch: globalThis.fetch }),
    url,
    token,
    pass: (seconds) => {
      time += seconds * 1000;
    },
    raw: (path, { headers, ...init } = {}) =>
      fetch(`${url}${path}`, {
        ...init,
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers },
      }),
  };
}

/** An endpoint `wine` with two custom models, `red` at 70 and `white` at 30. */
export function wine(): CreateEndpoint & { config: EndpointConfig } {
  return {
    name: "wine",
    config: {
      served_entities: [custom("red", "1"), custom("white", "2")],
      traffic_config: { routes: [routeTo("red", 70), routeTo("white", 30)] },
    },
  };
}

export function custom(name: string, entity_version: string) {
  return { name, entity_name: `main.cellar.${name}`, entity_version, scale_to_zero_enabled: true };
}

export function routeTo(served_entity_name: string, traffic_percentage: number) {
  return { served_entity_name, traffic_percentage };
}

/** An endpoint `talk` with one external chat model, `gpt`. */
export function talk(): CreateEndpoint {
  const openai_config = { openai_api_key: "{{secrets/llm/openai}}" };
  const external_model = { name: "gpt-4", provider: "openai", task: "llm/v1/chat", openai_config };
  return { name: "talk", config: { served_entities: [{ name: "gpt", external_model }] } };
}

export async function collect(events: AsyncIterable<QueryEvent>): Promise<QueryEvent[]> {
  const all: QueryEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

/** Random numbers that are the same in every run (a linear congruential generator). */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    return state / 2 ** 32;
  };
}
