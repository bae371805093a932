// An HTTP server that speaks the service's API: sockets, nothing of what is answered. It never needs a real token, sends
// no CORS header and serves no file.
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { controlPlane } from "./control-plane/routes.ts";
import { dataPlane, endpointOf } from "./data-plane/routes.ts";
import { FAULTS, faultRoutes } from "./fault-routes.ts";
import type { Mishap } from "./faults.ts";
import { contentTypeOf, limitPatience, refuseStrangers, refuseUnknown, whenRead } from "./guard.ts";
import { type Answer, type Entry, type Match, type Request, router } from "./http.ts";
import { ours, ServiceError } from "./messages.ts";
import { refuse, respond } from "./respond.ts";
import { createWorld, type World, type WorldOptions } from "./world.ts";

export interface EmulatorOptions extends WorldOptions {
  /** A free one where none is given. */
  port?: number;
  /** The address to listen on; only this machine reaches it where none is given. */
  host?: string;
  /** The bearer token to expect; a random one where none is given. */
  token?: string;
  /** Milliseconds that a client may take to send a request. */
  patience?: number;
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

/**
 * Rejects with `SeedError` where the seed would be refused, with `StateError` where the state cannot be used, and with
 * the system's error where the port is taken.
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { port = 0, host = "127.0.0.1", token = randomBytes(24).toString("base64url"), patience = 30_000 } = options;
  const world = await createWorld(options);
  const context = { world, wanted: Buffer.from(`Bearer ${token}`), host, log: options.log ?? console.error };
  const server = createServer({ connectionsCheckingInterval: Math.min(patience, 1000) }, (request, response) =>
    serve(request, response, context),
  );
  limitPatience(server, patience);
  server.listen(port, host);
  await once(server, "listening");
  const name = host.includes(":") ? `[${host}]` : host;
  return { url: `http://${name}:${portOf(server)}`, token, close: () => closed(server) };
}

interface Context {
  world: World;
  /** The header that lets a request in. */
  wanted: Buffer;
  host: string;
  log: (error: unknown) => void;
}

const route = router([...dataPlane, ...controlPlane, ...faultRoutes]);

function serve(message: IncomingMessage, response: ServerResponse, context: Context): void {
  const failed = (error: unknown) => {
    if (response.destroyed) return;
    if (!(error instanceof ServiceError)) context.log(error);
    if (response.headersSent) response.destroy();
    else refuse(response, error instanceof ServiceError ? error : ours.internal());
  };
  const guarded = (act: () => void | Promise<void>) => {
    try {
      act()?.catch(failed);
    } catch (error) {
      failed(error);
    }
  };
  guarded(() => {
    const matched = admitted(message, context);
    whenRead(message, (text) => guarded(() => answer(message, response, matched, text, context.world)), failed);
  });
}

/** What a request asks for; throws a `ServiceError` where it may not, or where there is no such thing. */
function admitted(message: IncomingMessage, { host, wanted }: Context): Match & { path: string } {
  const { method = "GET", url = "/" } = message;
  refuseStrangers(message, host);
  const mark = url.indexOf("?");
  const path = mark < 0 ? url : url.slice(0, mark);
  const match = route(method, path);
  if (match?.entry.open !== true) refuseUnknown(message, wanted);
  if (match === undefined) throw ours.noRoute(method, path);
  return { ...match, path };
}

/** Answers at once where nobody has to be waited for. */
function answer(
  message: IncomingMessage,
  response: ServerResponse,
  { entry, path, params }: Match & { path: string },
  text: string,
  world: World,
): void | Promise<void> {
  const request = requestOf(message, response, { path, params, text });
  const { method, signal } = request;
  const mishap = path === FAULTS ? undefined : world.faults.meet({ method, path, endpoint: () => endpointOf(request) });
  if (mishap !== undefined) return answerDespite(mishap, request, response, entry, world);
  const result = entry.handle(request, world);
  if (!(result instanceof Promise) && !isWrite(request)) return respond(response, result, signal);
  return answerLater(result, request, response, world);
}

async function answerLater(
  result: Answer | Promise<Answer>,
  request: Request,
  response: ServerResponse,
  world: World,
  resetAfter?: number,
): Promise<void> {
  const answered = await result;
  if (isWrite(request)) await world.saved();
  await respond(response, answered, request.signal, resetAfter);
}

async function answerDespite(
  { milliseconds, error, resetAfter }: Mishap,
  request: Request,
  response: ServerResponse,
  { handle }: Entry,
  world: World,
): Promise<void> {
  if (milliseconds > 0) await sleep(milliseconds, undefined, { signal: request.signal() });
  if (error !== undefined) throw error;
  if (resetAfter === 0) response.destroy();
  else await answerLater(handle(request, world), request, response, world, resetAfter);
}

/** May have changed what a state file is to keep. */
function isWrite({ method, path }: Request): boolean {
  return method !== "GET" && path.startsWith("/api/");
}

/** What most handlers never look at is made when somebody does. */
function requestOf(
  message: IncomingMessage,
  response: ServerResponse,
  { path, params, text }: Pick<Request, "path" | "params" | "text">,
): Request {
  let gone: AbortController | undefined;
  return {
    method: message.method ?? "",
    path,
    params,
    text,
    contentType: contentTypeOf(message),
    origin: `http://${message.headers.host}`,
    remoteAddress: message.socket.remoteAddress ?? "",
    query: () => new URLSearchParams(message.url?.slice(path.length)),
    signal() {
      if (gone === undefined) {
        const controller = new AbortController();
        gone = controller;
        if (response.destroyed) controller.abort();
        else response.on("close", () => controller.abort());
      }
      return gone.signal;
    },
  };
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
