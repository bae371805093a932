// The client of the service: one closure over one private `call`. It keeps nothing between calls and tells nobody of
// them, follows no redirect, and repeats only reads.
import { setTimeout as sleep } from "node:timers/promises";
import { readEndpoint, readEndpoints } from "./endpoint.ts";
import { type ApiError, Misconfigured, TimedOut, Unreachable, Unreadable } from "./errors.ts";
import { readHost } from "./host.ts";
import { readRefusal, requestIdOf } from "./refusal.ts";
import { retryPause } from "./retry.ts";
import { readEvents, stoppable } from "./stream.ts";
import type { QueryEvent, QueryTarget, ServingApi } from "./types.ts";

export interface Connection {
  /** As people write it; see `readHost`. */
  host: string;
  /** Asked before every request, so that it may renew what has expired. What it rejects with, the call rejects with. */
  token: () => Promise<string>;
  fetch: typeof globalThis.fetch;
  /** Wanted by hosts that serve several workspaces. */
  workspaceId?: string;
  /** Milliseconds a control-plane answer may take. Queries have no limit of their own: abort their signal. */
  timeout?: number;
  /** Waits between tries; rejects with the signal's reason. */
  pause?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

type Verb = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

const SERVING = "/api/2.0/serving-endpoints";
/** As in the official SDK (databricks-sdk-go, config `http_timeout_seconds`). */
const TIMEOUT = 60_000;

/** Throws `Misconfigured` where `host` is no place to send a token to. Opens no connection yet. */
export function connect(connection: Connection): ServingApi {
  const { host, workspaceId = connection.workspaceId } = readHost(connection.host);
  const { token, fetch, timeout = TIMEOUT, pause = pauseFor } = connection;

  /** Sends once. Answers with the response where its status is 2xx, else throws. */
  async function send(verb: Verb, path: string, body: unknown, signal: AbortSignal): Promise<Response> {
    const call = `${verb} ${path}`;
    const secret = checkedToken(await unlessAborted(token(), signal), call);
    const headers = {
      authorization: `Bearer ${secret}`,
      accept: "application/json, text/event-stream",
      ...(workspaceId === undefined ? {} : { "x-databricks-workspace-id": workspaceId }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    };
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const request = fetch(`${host}${path}`, { method: verb, headers, ...content, redirect: "manual", signal });
    const response = await orTrouble(request, signal, (cause) => noAnswer(host, call, cause));
    if (response.type === "opaqueredirect" || (response.status >= 300 && response.status < 400)) {
      await response.body?.cancel();
      throw new Unreadable(`${host} answered with a redirect, which is not followed`, call);
    }
    if (response.ok) return response;
    const text = await orTrouble(response.text(), signal, (cause) => brokenOff(call, cause));
    throw readRefusal(response, text, call, secret);
  }

  async function once(verb: Verb, path: string, body: unknown, signal: AbortSignal | undefined): Promise<unknown> {
    const call = `${verb} ${path}`;
    const limit = new AbortController();
    const late = () => limit.abort(new TimedOut(`${host} did not answer within ${timeout / 1000} s`, call));
    const timer = setTimeout(late, timeout);
    try {
      const ended = anyOf(signal, limit.signal);
      const response = await send(verb, path, body, ended);
      return parse(await orTrouble(response.text(), ended, (cause) => brokenOff(call, cause)), call);
    } finally {
      clearTimeout(timer);
    }
  }

  async function call<T>(verb: Verb, path: string, read: Reader<T>, { body, signal }: Rest): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return read(await once(verb, path, body, signal), `${verb} ${path}`);
      } catch (error) {
        const delay = verb === "GET" ? retryPause(error, tries) : undefined;
        if (delay === undefined) throw error;
        await pause(delay, anyOf(signal));
      }
    }
  }

  async function* exchange(target: QueryTarget, body: unknown, signal: AbortSignal): AsyncGenerator<QueryEvent, void> {
    const path = invocationsOf(target);
    const response = await send("POST", path, body, signal);
    const head = headOf(response);
    yield head;
    try {
      for await (const text of head.streaming && response.body ? readEvents(response.body) : [response.text()]) {
        signal.throwIfAborted();
        yield { kind: "data", text };
      }
    } catch (cause) {
      signal.throwIfAborted();
      throw brokenOff(`POST ${path}`, cause);
    }
  }

  return {
    host,
    list: async ({ signal } = {}) => call("GET", SERVING, readEndpoints, { signal }),
    get: async (name, { signal } = {}) => call("GET", pathOf(name), readEndpoint, { signal }),
    create: async (body, { signal } = {}) => call("POST", SERVING, readEndpoint, { body, signal }),
    putConfig: async (name, body, { signal } = {}) =>
      call("PUT", `${pathOf(name)}/config`, readEndpoint, { body, signal }),
    putAiGateway: async (name, body, { signal } = {}) =>
      call("PUT", `${pathOf(name)}/ai-gateway`, asIs, { body, signal }),
    patchTags: async (name, body, { signal } = {}) => call("PATCH", `${pathOf(name)}/tags`, asIs, { body, signal }),
    patchNotifications: async (name, body, { signal } = {}) =>
      call("PATCH", `${pathOf(name)}/notifications`, asIs, { body, signal }),
    delete: async (name, { signal } = {}) => call("DELETE", pathOf(name), () => undefined, { signal }),
    query: (target, body, { signal } = {}) => stoppable((stopped) => exchange(target, body, anyOf(signal, stopped))),
  };
}

/** Makes a value of a parsed answer; `call` is for its errors. */
type Reader<T> = (answer: unknown, call: string) => T;

function asIs(answer: unknown): unknown {
  return answer;
}

interface Rest {
  body?: unknown;
  signal: AbortSignal | undefined;
}

function pathOf(endpoint: string): string {
  return `${SERVING}/${segment(endpoint)}`;
}

function invocationsOf({ endpoint, servedEntity }: QueryTarget): string {
  const entity = servedEntity === undefined ? "" : `/served-models/${segment(servedEntity)}`;
  return `/serving-endpoints/${segment(endpoint)}${entity}/invocations`;
}

/** A name as one segment of a path. Dots alone would climb out of the path, and no encoding keeps them from it. */
function segment(name: string): string {
  if (/^\.{0,2}$/.test(name)) {
    throw new Misconfigured(`\`${name}\` cannot be the name of an endpoint or served entity`, "name", "Give its name");
  }
  return encodeURIComponent(name);
}

function headOf(response: Response): Extract<QueryEvent, { kind: "head" }> {
  const { status, headers } = response;
  const servedEntity = headers.get("served-model-name");
  const requestId = requestIdOf(headers);
  return {
    kind: "head",
    status,
    headers: Object.fromEntries(headers),
    streaming: headers.get("content-type")?.startsWith("text/event-stream") ?? false,
    ...(servedEntity === null ? {} : { servedEntity }),
    ...(requestId === undefined ? {} : { requestId }),
  };
}

/** Checked here because `fetch` repeats the whole header, token and all, in its own complaint. */
function checkedToken(token: string, call: string): string {
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  const remedy = "Copy the token again, without spaces or line breaks";
  throw new Misconfigured("The token is empty or holds characters that no token has", call, remedy);
}

function parse(text: string, call: string): unknown {
  if (text.trim() === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message quotes the answer, which may be a login page: it says less than ours.
    throw new Unreadable("The answer is not JSON", call);
  }
}

/** `work`, its failure put into our terms; a signal's abort keeps the signal's reason. */
async function orTrouble<T>(work: Promise<T>, signal: AbortSignal, trouble: (cause: unknown) => ApiError): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    signal.throwIfAborted();
    throw trouble(cause);
  }
}

function brokenOff(call: string, cause: unknown): ApiError {
  return new Unreadable("The answer broke off", call, { cause });
}

function noAnswer(host: string, call: string, cause: unknown): ApiError {
  const code = codeOf(cause);
  const because = code === undefined ? "" : ` (${code})`;
  if (code !== undefined && /TIMEDOUT|TIMEOUT/.test(code))
    return new TimedOut(`${host} did not answer in time${because}`, call, { cause });
  return new Unreachable(`${host} cannot be reached${because}`, call, { cause });
}

/**
 * The system's or undici's code, such as ECONNREFUSED or UND_ERR_HEADERS_TIMEOUT; fetch wraps the error that has it.
 */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  return "code" in error && typeof error.code === "string" ? error.code : codeOf(error.cause);
}

/** For work that knows no signal itself. `signal` is one of a single call, so nothing outlives it. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
  return Promise.race([work, aborted]);
}

function anyOf(...signals: (AbortSignal | undefined)[]): AbortSignal {
  return AbortSignal.any(signals.filter((signal) => signal !== undefined));
}

async function pauseFor(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(milliseconds, undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}
