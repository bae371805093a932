// An HTTP server on 127.0.0.1 that speaks the service's API: sockets, credentials and limits, nothing of what is
// answered. It never needs a real token, sends no CORS header and serves no file.
import { randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { ours, ServiceError } from "./messages.ts";
import { type Answer, errorAnswer, route, type World } from "./routes.ts";
import { type Seed, SeedError } from "./seed.ts";
import { splitter } from "./split.ts";
import { createStore, type Store } from "./store.ts";
import { type Check, check as checkBody } from "./validate.ts";

export interface EmulatorOptions {
  /** A free one where none is given. */
  port?: number;
  /** The bearer token to expect; a random one where none is given. */
  token?: string;
  seed?: Seed;
  /** Seconds a deployment takes; 0 for at once. */
  deploySeconds?: number;
  /** From 0 up to 1; shuffles the order in which a split is dealt out. */
  random?: () => number;
  /** Milliseconds since the epoch. */
  now?: () => number;
  /** Reasons to refuse a body; the service's own rules where none is given. */
  check?: Check;
  /** Told of the emulator's own faults, which are answered with 500. */
  log?: (error: unknown) => void;
}

export interface Emulator {
  /** Scheme, host and port, no trailing slash. */
  readonly url: string;
  readonly token: string;
  /** Ends all connections, those under way too. */
  close(): Promise<void>;
}

/** Payload limit: https://docs.databricks.com/machine-learning/model-serving/model-serving-limits */
const LONGEST_BODY = 16 * 1024 * 1024;

/** Rejects with `SeedError` where the seed would be refused, and with the system's error where the port is taken. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { port = 0, token = randomBytes(24).toString("base64url"), now = Date.now, random = Math.random } = options;
  const world = { store: stocked(options, now), now, pick: splitter(random) };
  const log = options.log ?? console.error;
  const server = createServer((request, response) => void serve(request, response, { world, token, log }));
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return { url: `http://127.0.0.1:${portOf(server)}`, token, close: () => closed(server) };
}

function stocked(
  { seed = { endpoints: [] }, deploySeconds = 3, check = checkBody }: EmulatorOptions,
  now: () => number,
): Store {
  try {
    return createStore({ now, deploySeconds, check, seed });
  } catch (error) {
    if (error instanceof ServiceError) throw new SeedError(`The seed was refused: ${error.message}`, { cause: error });
    throw error;
  }
}

interface Context {
  world: World;
  token: string;
  log: (error: unknown) => void;
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  { world, token, log }: Context,
): Promise<void> {
  const gone = new AbortController();
  response.on("close", () => gone.abort());
  const id = randomUUID();
  // Clients in the wild read either of the two; which of them the service sends is UNCERTAIN.
  response.setHeaders(
    new Map([
      ["x-request-id", id],
      ["x-databricks-request-id", id],
    ]),
  );
  try {
    await write(response, await answer(request, world, token, gone.signal), gone.signal);
  } catch (error) {
    if (gone.signal.aborted) return;
    log(error);
    if (response.headersSent) response.destroy();
    else
      await write(response, errorAnswer(new ServiceError(500, "INTERNAL_ERROR", "The emulator failed")), gone.signal);
  }
}

async function answer(request: IncomingMessage, world: World, token: string, signal: AbortSignal): Promise<Answer> {
  try {
    const { method: verb = "GET", url = "/" } = request;
    refuseStrangers(request);
    if (request.headers.authorization !== `Bearer ${token}`) throw ours.notAuthenticated();
    const [path = "/"] = url.split("?");
    const { handle, params } = route(verb, path);
    return await handle({ params, text: await bodyOf(request), signal }, world);
  } catch (error) {
    if (error instanceof ServiceError) return errorAnswer(error);
    throw error;
  }
}

/** A page in a browser must not reach the emulator, neither under a name of its own nor from another origin. */
function refuseStrangers({ headers, socket }: IncomingMessage): void {
  const known = ["127.0.0.1", "localhost"].some((name) => headers.host === `${name}:${socket.localPort}`);
  if (!known || headers.origin !== undefined) throw ours.stranger();
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  if (request.method === "GET" || request.method === "DELETE") return "";
  const type = request.headers["content-type"]?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") throw ours.notJsonType();
  const parts: Buffer[] = [];
  let length = 0;
  // Kept open where the body is too long, so that the refusal still finds its way back.
  for await (const part of request.iterator({ destroyOnReturn: false })) {
    length += part.length;
    if (length > LONGEST_BODY) throw ours.tooLong(LONGEST_BODY);
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

async function write(
  response: ServerResponse,
  { status = 200, headers, json, events }: Answer,
  signal: AbortSignal,
): Promise<void> {
  const type = events === undefined ? "application/json" : "text/event-stream";
  response.writeHead(status, { "content-type": type, ...headers });
  if (events === undefined) {
    response.end(JSON.stringify(json));
    return;
  }
  response.flushHeaders();
  for await (const data of events) {
    if (!response.write(`data: ${data}\n\n`)) await once(response, "drain", { signal });
  }
  response.end("data: [DONE]\n\n");
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The emulator listens on no port");
  return address.port;
}

async function closed(server: Server): Promise<void> {
  const end = once(server, "close");
  server.close();
  server.closeAllConnections();
  await end;
}
