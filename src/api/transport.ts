// One request and its answer: credentials, time limits, repetition, and trouble put into our terms. It knows no route,
// keeps nothing between calls, and follows no redirect, so that a token reaches no origin but the connection's.
import { setTimeout as sleep } from "node:timers/promises";
import { Misconfigured, NotSignedIn, TimedOut, Unreadable } from "./errors.ts";
import { readHost } from "./host.ts";
import { readRefusal } from "./refusal.ts";
import { retryPause } from "./retry.ts";
import { brokenOff, noAnswer } from "./trouble.ts";

/** Where to, as whom, and by which way. `Credentials` (credentials.ts) fill in token, renew and headers. */
export interface Connection {
  /** As people write it; see `readHost`. */
  host: string;
  /** Asked before every request, so that it may renew what has expired. What it rejects with, the call rejects with. */
  token: () => Promise<string>;
  /** Told which token was refused where a fresh one can be had; the request is then sent once more. */
  renew?: (refused: string) => void;
  /** Headers that some ways to sign in want beside the token; as secret as the token. */
  headers?: () => Promise<Readonly<Record<string, string>>>;
  fetch: typeof globalThis.fetch;
  /** Wanted by hosts that serve several workspaces. */
  workspaceId?: string;
  timeouts?: Timeouts;
  /** Waits between tries; rejects with the signal's reason. */
  pause?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** In milliseconds, of a single try. */
export interface Timeouts {
  /** Until a control-plane answer begins. Default: none of our own; `fetch` gives up connecting by itself. */
  connect?: number;
  /** Until a control-plane answer is complete. Default: 60 s, as in the official SDK. */
  overall?: number;
  /** Until a query is answered completely. Default: none, for a model may take minutes: abort its signal. */
  query?: number;
}

export type Verb = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Makes a value of an answer's text; `call` is verb and path, for its errors. */
export type Reader<T> = (text: string, call: string) => T;

export interface Rest {
  body?: unknown;
  signal?: AbortSignal | undefined;
}

export interface Transport {
  /** Scheme, host and port, no trailing slash. */
  readonly host: string;
  /** A control-plane call: repeated where that is safe, limited in time. */
  call<T>(verb: Verb, path: string, read: Reader<T>, rest?: Rest): Promise<T>;
  /** A query: resolves when the answer begins. Its body is for `rest`. */
  open(path: string, body: unknown, signal: AbortSignal): Promise<Opened>;
  /** A piece of the body of an answer to `open`, with what breaks it off put into our terms. */
  rest<T>(path: string, piece: Promise<T>, signal: AbortSignal): Promise<T>;
  readonly timeouts: Timeouts;
}

/** A 2xx answer, its parts read once: each look at a response costs more than it seems. */
export interface Opened {
  readonly response: Response;
  readonly status: number;
  readonly headers: Headers;
  /** The content type; empty where there is none. */
  readonly type: string;
}

/** databricks-sdk-go, config/config.go, `http_timeout_seconds`. */
const OVERALL = 60_000;

/** Throws `Misconfigured` where `host` is no place to send a token to. Opens no connection yet. */
export function transport(connection: Connection): Transport {
  const { host, workspaceId = connection.workspaceId } = readHost(connection.host);
  const { token, renew, headers: extra, fetch, timeouts = {}, pause = pauseFor } = connection;
  const { connect, overall = OVERALL } = timeouts;
  const fixed = {
    accept: "application/json, text/event-stream, text/plain",
    ...(workspaceId === undefined ? {} : { "x-databricks-workspace-id": workspaceId }),
  };

  /** Sends once. Answers with the response where its status is 2xx, else throws. */
  async function sendAs(secret: string, verb: Verb, path: string, body: unknown, signal: AbortSignal): Promise<Opened> {
    const call = `${verb} ${path}`;
    const headers: Record<string, string> = { ...fixed, authorization: `Bearer ${secret}` };
    const more = extra === undefined ? {} : await unlessAborted(extra, signal);
    for (const [name, value] of Object.entries(more)) headers[name] = checkedToken(value, call);
    const init: RequestInit = { method: verb, headers, redirect: "manual", signal };
    if (body !== undefined) {
      headers["content-type"] = "application/json";
      init.body = JSON.stringify(body);
    }
    const response = await orTrouble(fetch(host + path, init), signal, (cause) => noAnswer(host, call, cause));
    const { status, headers: answered } = response;
    const type = answered.get("content-type") ?? "";
    const oddity = oddityOf(status, type, host, call);
    if (oddity !== undefined) {
      await response.body?.cancel();
      throw oddity;
    }
    if (status < 300) return { response, status, headers: answered, type };
    const text = await orTrouble(response.text(), signal, (cause) => brokenOff(host, call, cause));
    throw readRefusal(response, text, call, [secret, ...Object.values(more)]);
  }

  /**
   * A refused token is renewed once, where that is possible, and the request sent again, a write too: the service checks
   * the token before it does anything.
   */
  async function send(verb: Verb, path: string, body: unknown, signal: AbortSignal): Promise<Opened> {
    const current = async () => checkedToken(await unlessAborted(token, signal), `${verb} ${path}`);
    const secret = await current();
    try {
      return await sendAs(secret, verb, path, body, signal);
    } catch (error) {
      if (!(error instanceof NotSignedIn) || renew === undefined) throw error;
      renew(secret);
      const fresh = await current();
      if (fresh === secret) throw error;
      return await sendAs(fresh, verb, path, body, signal);
    }
  }

  async function once<T>(verb: Verb, path: string, read: Reader<T>, { body, signal }: Rest): Promise<T> {
    const call = `${verb} ${path}`;
    const limit = new AbortController();
    const end = (milliseconds: number) =>
      setTimeout(
        () => limit.abort(new TimedOut(`${host} did not answer within ${milliseconds / 1000} s`, call)),
        milliseconds,
      );
    const timers = [end(overall), ...(connect === undefined ? [] : [end(connect)])];
    try {
      const ended = signal === undefined ? limit.signal : AbortSignal.any([signal, limit.signal]);
      const { response } = await send(verb, path, body, ended);
      clearTimeout(timers[1]);
      return read(await orTrouble(response.text(), ended, (cause) => brokenOff(host, call, cause)), call);
    } finally {
      for (const timer of timers) clearTimeout(timer);
    }
  }

  async function persist<T>(
    kind: "read" | "write",
    signal: AbortSignal | undefined,
    attempt: () => Promise<T>,
  ): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await attempt();
      } catch (error) {
        const delay = retryPause(error, tries, kind);
        if (delay === undefined) throw error;
        await pause(delay, signal ?? new AbortController().signal);
      }
    }
  }

  return {
    host,
    timeouts,
    call: (verb, path, read, rest = {}) =>
      persist(verb === "GET" ? "read" : "write", rest.signal, () => once(verb, path, read, rest)),
    open: (path, body, signal) => persist("write", signal, () => send("POST", path, body, signal)),
    rest: (path, work, signal) => orTrouble(work, signal, (cause) => brokenOff(host, `POST ${path}`, cause)),
  };
}

/** The error that a redirect or a web page is: no API answers with either. A browser's fetch hides a redirect as 0. */
export function oddityOf(status: number, type: string, host: string, call: string): Unreadable | undefined {
  if (status === 0 || (status >= 300 && status < 400))
    return new Unreadable(`${host} answered with a redirect, which is not followed`, call, "redirect");
  if (status < 300 && type.startsWith("text/html"))
    return new Unreadable(`A web page came instead of an answer of ${host}, perhaps a sign-in page`, call, "page");
  return undefined;
}

/** Checked here because `fetch` repeats the whole header, token and all, in its own complaint. */
function checkedToken(token: string, call: string): string {
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  const remedy = "Copy the token again, without spaces or line breaks";
  throw new Misconfigured("The token is empty or holds characters that no token has", call, remedy);
}

/** `work`, its failure put into our terms; a signal's abort keeps the signal's reason. */
async function orTrouble<T>(work: Promise<T>, signal: AbortSignal, trouble: (cause: unknown) => Error): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    signal.throwIfAborted();
    throw trouble(cause);
  }
}

/** For work that knows no signal itself. `signal` is one of a single call, so nothing outlives it. */
function unlessAborted<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    work().then(resolve, reject);
  });
}

async function pauseFor(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(milliseconds, undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}
