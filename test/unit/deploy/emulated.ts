// An emulated workspace behind a connection that can be made to fail, on a clock that moves only while somebody sleeps.
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { connect } from "../../../src/api/client.ts";
import type { ServedEntity } from "../../../src/api/types.ts";
import type { DeployApi } from "../../../src/deploy/apply.ts";
import type { Clock } from "../../../src/deploy/clock.ts";
import type { Seed } from "../../../src/emulator/seed.ts";
import { startEmulator } from "../../../src/emulator/server.ts";

/** What becomes of a request on its way: it is answered, gets lost, or arrives and its answer gets lost. */
export type Fate = "pass" | "lose-request" | "lose-answer";

export interface Emulated extends AsyncDisposable {
  readonly api: DeployApi & ReturnType<typeof connect>;
  /** Of all requests that came, verb and last part of the path. */
  readonly requests: string[];
  readonly clock: Clock;
  /** Milliseconds of each sleep so far. */
  readonly sleeps: number[];
  /** Decides about each request to come. */
  fate: (request: string) => Fate;
  /** Happens during each sleep to come. */
  meanwhile: () => Promise<unknown>;
  /** The same workspace through other credentials. */
  as(token: string): ReturnType<typeof connect>;
}

export function entity(name: string, version = "1"): ServedEntity {
  return { name, entity_name: "main.ml.iris", entity_version: version, scale_to_zero_enabled: true };
}

/** An endpoint of two served entities, as a create body. */
export function endpoint(name: string, shares: Record<string, number>) {
  const routes = Object.entries(shares).map(([servedEntity, traffic_percentage]) => ({
    served_entity_name: servedEntity,
    traffic_percentage,
  }));
  const served_entities = Object.keys(shares).map((key, index) => entity(key, String(index + 1)));
  return { name, config: { served_entities, traffic_config: { routes } } };
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Deployments take `deploySeconds` of the clock that comes with it. */
export async function emulate(seed: Seed, deploySeconds = 10): Promise<Emulated> {
  let time = Date.UTC(2026, 0, 1);
  const emulator = await startEmulator({ seed, deploySeconds, now: () => time });
  const proxy = createServer((request, response) => void relay(request, response));
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  const address = proxy.address();
  const host = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;

  const world: Emulated = {
    api: connected(host, emulator.token),
    requests: [],
    sleeps: [],
    fate: () => "pass",
    meanwhile: async () => undefined,
    clock: {
      now: () => time,
      random: () => 0,
      sleep: async (milliseconds) => {
        time += milliseconds;
        world.sleeps.push(milliseconds);
        await world.meanwhile();
      },
    },
    as: (token) => connected(host, token),
    [Symbol.asyncDispose]: async () => {
      proxy.closeAllConnections();
      proxy.close();
      await emulator.close();
    },
  };

  async function relay(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "GET", url = "/", headers } = incoming;
    const request = `${method} ${url.split("/").at(-1)}`;
    world.requests.push(request);
    const body = Buffer.concat(await collect<Buffer>(incoming));
    const fate = world.fate(request);
    if (fate === "lose-request") return void incoming.socket.destroy();
    const answer = await fetch(`${emulator.url}${url}`, {
      method,
      headers: { authorization: headers.authorization ?? "", "content-type": "application/json" },
      ...(body.length > 0 && { body }),
    });
    const text = await answer.text();
    if (fate === "lose-answer") return void incoming.socket.destroy();
    response.writeHead(answer.status, { "content-type": "application/json" }).end(text);
  }

  return world;
}

function connected(host: string, token: string) {
  return connect({ host, token: async () => token, fetch: globalThis.fetch, pause: async () => {} });
}
