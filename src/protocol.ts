// The messages between the request panel and the extension, both directions, in one place, with the readers that check
// them on arrival. Whoever adds a message is led by the compiler to both sides. A token never travels here, and no
// message carries markup.
import type { Payload } from "./query/payloads.ts";
import type { Count, Observed } from "./query/sample.ts";

export type { Count, Observed, Payload };

/** Correlates the answers with their request; counts up from 1 in each panel. */
export type RequestId = number;

/** The most calls one measurement may make, so that a slip of the finger cannot become a load test. */
export const maxCalls = 10_000;

export interface TargetView {
  /** Absent for the endpoint as a whole. */
  servedEntity?: string;
  /** What the select shows: `Endpoint (90/10)` or `challenger (10 %)`. */
  label: string;
}

/** What the panel needs to know of its endpoint; sent at the start and whenever the live state moves. */
export interface EndpointView {
  name: string;
  connection: string;
  /** In words: "ready", "updating, 1 of 2 ready". */
  state: string;
  targets: TargetView[];
  /** Configured shares in whole per cent, in the order of the routes. */
  split: { servedEntity: string; share: number }[];
  /** The task decides the body template and how an answer is read; absent for custom models. */
  task?: string;
}

export type ToHost =
  /** `running` names the request whose end this page has not seen; the host answers with a `replay` of it. */
  | { type: "ready"; running?: RequestId }
  | { type: "send"; id: RequestId; servedEntity?: string; body: string; stream: boolean }
  | { type: "cancel"; id: RequestId }
  | { type: "measure"; id: RequestId; body: string; calls: number }
  | { type: "open"; text: string };

/** What answers a request. Every `send` and every `measure` ends in exactly one `done` or `failed`. */
export type Reply =
  | {
      type: "head";
      id: RequestId;
      status: number;
      servedEntity?: string;
      requestId?: string;
      headers: Record<string, string>;
      /** Each chunk is one server-sent event; otherwise the one chunk is the whole answer. */
      streaming: boolean;
      /** Milliseconds from sending to the response's headers. */
      elapsed: number;
    }
  | { type: "chunk"; id: RequestId; text: string }
  /** `done` calls have ended, `failures` of them without an answer. */
  | { type: "measured"; id: RequestId; done: number; failures: number; calls: number; counts: Observed[] }
  | { type: "done"; id: RequestId; elapsed: number }
  | {
      type: "failed";
      id: RequestId;
      elapsed: number;
      message: string;
      remedy?: string;
      status?: number;
      requestId?: string;
      /** The service's own text. */
      body?: string;
      /** The person stopped it, so it is no error. */
      cancelled?: boolean;
    };

export type ToPanel =
  /** The first payload is the one the endpoint's task asks for. */
  | { type: "endpoint"; endpoint: EndpointView; payloads: Payload[] }
  /** Points the panel at one served entity, as if it had been chosen there. */
  | { type: "target"; servedEntity: string }
  /** All replies of a request so far, for a page that was away while they came. */
  | { type: "replay"; id: RequestId; messages: Reply[] }
  | Reply;

/** The message, reduced to its known fields, or undefined where it is none of ours. */
export function readToHost(value: unknown): ToHost | undefined {
  return readMessage<ToHost>(value, toHost);
}

/** The message, reduced to its known fields, or undefined where it is none of ours. */
export function readToPanel(value: unknown): ToPanel | undefined {
  return readMessage<ToPanel>(value, toPanel);
}

/** Says whether a value, whose origin is unknown, is what its field needs. */
type Check = (value: unknown) => boolean;

/** One check for each field: a field that is added to a message does not compile until it is checked here. */
type Shape<T> = { [Field in keyof T]-?: Check };
type Shapes<Message extends { type: string }> = {
  [Type in Message["type"]]: Shape<Omit<Extract<Message, { type: Type }>, "type">>;
};

const isString: Check = (value) => typeof value === "string";
const isBoolean: Check = (value) => typeof value === "boolean";
const isNumber: Check = (value) => Number.isFinite(value);
const isCount: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const isId: Check = (value) => isCount(value) && value !== 0;
const isCalls: Check = (value) => isId(value) && (value as number) <= maxCalls;
const isHeaders: Check = (value) => isRecord(value) && Object.values(value).every(isString);

const count: Shape<Count> = { servedEntity: isString, answers: isCount };
const observed: Shape<Observed> = { ...count, share: isNumber, low: isNumber, high: isNumber };
const target: Shape<TargetView> = { servedEntity: optional(isString), label: isString };
const payload: Shape<Payload> = { format: isString, label: isString, streams: isBoolean, body: isString };
const endpoint: Shape<EndpointView> = {
  name: isString,
  connection: isString,
  state: isString,
  targets: listOf(shaped(target)),
  split: listOf(shaped({ servedEntity: isString, share: isNumber })),
  task: optional(isString),
};

const toHost: Shapes<ToHost> = {
  ready: { running: optional(isId) },
  send: { id: isId, servedEntity: optional(isString), body: isString, stream: isBoolean },
  cancel: { id: isId },
  measure: { id: isId, body: isString, calls: isCalls },
  open: { text: isString },
};

const reply: Shapes<Reply> = {
  head: {
    id: isId,
    status: isCount,
    servedEntity: optional(isString),
    requestId: optional(isString),
    headers: isHeaders,
    streaming: isBoolean,
    elapsed: isNumber,
  },
  chunk: { id: isId, text: isString },
  measured: { id: isId, done: isCount, failures: isCount, calls: isCalls, counts: listOf(shaped(observed)) },
  done: { id: isId, elapsed: isNumber },
  failed: {
    id: isId,
    elapsed: isNumber,
    message: isString,
    remedy: optional(isString),
    status: optional(isCount),
    requestId: optional(isString),
    body: optional(isString),
    cancelled: optional(isBoolean),
  },
};

const toPanel: Shapes<ToPanel> = {
  endpoint: { endpoint: shaped(endpoint), payloads: listOf(shaped(payload)) },
  target: { servedEntity: isString },
  replay: { id: isId, messages: listOf((value) => readMessage(value, reply) !== undefined) },
  ...reply,
};

function readMessage<Message extends { type: string }>(value: unknown, shapes: Shapes<Message>): Message | undefined {
  if (!isRecord(value) || typeof value.type !== "string" || !Object.hasOwn(shapes, value.type)) return undefined;
  const shape: Record<string, Check> = shapes[value.type as Message["type"]];
  const message: Record<string, unknown> = { type: value.type };
  for (const [field, check] of Object.entries(shape)) {
    if (!check(value[field])) return undefined;
    if (value[field] !== undefined) message[field] = value[field];
  }
  return message as Message;
}

function optional(check: Check): Check {
  return (value) => value === undefined || check(value);
}

function listOf(check: Check): Check {
  return (value) => Array.isArray(value) && value.every(check);
}

function shaped(shape: Record<string, Check>): Check {
  return (value) => isRecord(value) && Object.entries(shape).every(([field, check]) => check(value[field]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
