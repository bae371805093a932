// Everything the request panel shows, as plain data, and the one function that changes it. It draws nothing, sends
// nothing and keeps no time: `outgoing` says what a change means for the extension.
import type { Count, EndpointView, Payload, Reply, RequestId, ToHost, ToPanel } from "../protocol.ts";
import { maxCalls } from "../protocol.ts";
import { readPiece, type Usage } from "./answer.ts";
import { jsonMistake } from "./json-mistake.ts";

export type Tab = "body" | "headers" | "raw";

export interface State {
  /** Absent until the extension has told of it. */
  endpoint?: EndpointView;
  payloads: Payload[];
  /** The chosen payload's format. */
  format: string;
  /** What was written in each format, so that changing the format loses nothing. */
  drafts: Record<string, string>;
  /** Absent for the endpoint as a whole. */
  servedEntity?: string;
  stream: boolean;
  calls: number;
  tab: Tab;
  /** Answers of the endpoint as a whole since its split last changed. */
  tally: Count[];
  lastId: RequestId;
  run?: Run;
  /** Why the last attempt to send was refused. */
  refusal?: string;
}

/** One request or measurement, from sending to its end. */
export interface Run {
  id: RequestId;
  kind: "send" | "measure";
  body: string;
  stream: boolean;
  calls: number;
  servedEntity?: string;
  /** The tally when it began; replies are counted on top of it, so a replay counts nothing twice. */
  before: Count[];
  cancelling: boolean;
  /** It waits for its first reply unusually long. */
  slow: boolean;
  head?: Extract<Reply, { type: "head" }>;
  chunks: string[];
  /** The words of a streamed answer so far. */
  text: string;
  usage?: Usage;
  measured?: Extract<Reply, { type: "measured" }>;
  end?: Extract<Reply, { type: "done" | "failed" }>;
}

export type UserAction =
  | { type: "edit-body"; text: string }
  | { type: "choose-format"; format: string }
  | { type: "restore-example" }
  | { type: "choose-target"; servedEntity?: string }
  | { type: "choose-stream"; stream: boolean }
  | { type: "choose-calls"; calls: number }
  | { type: "choose-tab"; tab: Tab }
  | { type: "start"; kind: Run["kind"] }
  | { type: "stop" }
  | { type: "slow"; id: RequestId }
  | { type: "clear-tally" };

/** 200 calls show a share of 10 % to within about 4 points. */
export const initialState: State = {
  payloads: [],
  format: "",
  drafts: {},
  stream: false,
  calls: 200,
  tab: "body",
  tally: [],
  lastId: 0,
};

export function reduce(state: State, event: ToPanel | UserAction): State {
  switch (event.type) {
    case "endpoint":
      return withEndpoint(state, event.endpoint, event.payloads);
    case "target":
      return hasTarget(state.endpoint, event.servedEntity) ? { ...state, servedEntity: event.servedEntity } : state;
    case "replay":
      return replayed(state, event.id, event.messages);
    case "head":
    case "chunk":
    case "measured":
    case "done":
    case "failed":
      return withReply(state, event);
    case "edit-body":
      return accepted({ ...state, drafts: { ...state.drafts, [state.format]: event.text } });
    case "choose-format":
      return accepted({ ...state, format: event.format });
    case "restore-example":
      return accepted({ ...state, drafts: omit(state.drafts, state.format) });
    case "choose-target":
      return event.servedEntity === undefined
        ? omit(state, "servedEntity")
        : { ...state, servedEntity: event.servedEntity };
    case "choose-stream":
      return { ...state, stream: event.stream };
    case "choose-calls":
      return accepted({ ...state, calls: event.calls });
    case "choose-tab":
      return { ...state, tab: event.tab };
    case "start":
      return started(state, event.kind);
    case "stop":
      return isRunning(state.run) ? { ...state, run: { ...state.run, cancelling: true } } : state;
    case "slow":
      return isRunning(state.run) && state.run.id === event.id
        ? { ...state, run: { ...state.run, slow: true } }
        : state;
    case "clear-tally":
      return withoutTally(state);
    default:
      event satisfies never;
      return state;
  }
}

/** The message that the step from one state to the next means for the extension, if any. */
export function outgoing(before: State, after: State): ToHost | undefined {
  const run = after.run;
  if (!isRunning(run)) return undefined;
  const { id, body, calls, stream, servedEntity } = run;
  if (before.run?.id !== id) {
    if (run.kind === "measure") return { type: "measure", id, body, calls };
    return { type: "send", id, body, stream, ...(servedEntity !== undefined && { servedEntity }) };
  }
  return run.cancelling && !before.run.cancelling ? { type: "cancel", id } : undefined;
}

export function isRunning(run: Run | undefined): run is Run {
  return run !== undefined && run.end === undefined;
}

export function payloadOf(state: State): Payload | undefined {
  return state.payloads.find(({ format }) => format === state.format);
}

export function bodyOf(state: State): string {
  return state.drafts[state.format] ?? payloadOf(state)?.body ?? "";
}

/** What a run is from its beginning; all else in it comes from replies and is built again by a replay of them. */
export type Start = Pick<Run, "id" | "kind" | "body" | "stream" | "calls" | "servedEntity" | "before">;

/** A run as it is when it begins. */
export function unanswered({ id, kind, body, stream, calls, servedEntity, before }: Start): Run {
  const target = servedEntity !== undefined && { servedEntity };
  return { id, kind, body, stream, calls, before, ...target, cancelling: false, slow: false, chunks: [], text: "" };
}

function withEndpoint(state: State, endpoint: EndpointView, payloads: Payload[]): State {
  const known = payloads.some(({ format }) => format === state.format);
  const next: State = { ...state, endpoint, payloads, format: known ? state.format : (payloads[0]?.format ?? "") };
  const sameSplit = JSON.stringify(state.endpoint?.split ?? endpoint.split) === JSON.stringify(endpoint.split);
  const current = hasTarget(endpoint, state.servedEntity) ? next : omit(next, "servedEntity");
  return sameSplit ? current : withoutTally(current);
}

function hasTarget(endpoint: EndpointView | undefined, wanted: string | undefined): boolean {
  return endpoint?.targets.some(({ servedEntity }) => servedEntity === wanted) === true;
}

function withoutTally(state: State): State {
  return { ...state, tally: [], ...(state.run && { run: { ...state.run, before: [] } }) };
}

function replayed(state: State, id: RequestId, messages: Reply[]): State {
  if (state.run?.id !== id) return state;
  return messages.reduce<State>(withReply, { ...state, run: unanswered(state.run) });
}

/** Late replies, which belong to an older request or come after the end, change nothing. */
function withReply(state: State, reply: Reply): State {
  const run = state.run;
  if (!isRunning(run) || reply.id !== run.id) return state;
  switch (reply.type) {
    case "head": {
      const counts = run.servedEntity === undefined && reply.status < 400;
      const tally = counts ? sum(run.before, [{ servedEntity: reply.servedEntity ?? "", answers: 1 }]) : state.tally;
      return { ...state, tally, run: { ...run, head: reply } };
    }
    case "chunk": {
      const { text, usage } = readPiece(reply.text);
      const words = run.head?.streaming ? run.text + text : "";
      return { ...state, run: { ...run, chunks: [...run.chunks, reply.text], text: words, ...(usage && { usage }) } };
    }
    case "measured":
      return { ...state, tally: sum(run.before, reply.counts), run: { ...run, measured: reply } };
    case "done":
    case "failed":
      return { ...state, run: { ...run, end: reply } };
    default:
      reply satisfies never;
      return state;
  }
}

function started(state: State, kind: Run["kind"]): State {
  if (isRunning(state.run)) return state;
  const refusal = reasonNotToStart(state, kind);
  if (refusal !== undefined) return { ...state, refusal };
  const run = unanswered({
    id: state.lastId + 1,
    kind,
    body: bodyOf(state),
    stream: kind === "send" && state.stream && payloadOf(state)?.streams === true,
    calls: kind === "measure" ? state.calls : 1,
    ...(kind === "send" && state.servedEntity !== undefined && { servedEntity: state.servedEntity }),
    before: state.tally,
  });
  return { ...accepted(state), run, lastId: run.id, tab: kind === "measure" ? "body" : state.tab };
}

function reasonNotToStart(state: State, kind: Run["kind"]): string | undefined {
  if (state.endpoint === undefined) return "The endpoint is not known yet; wait a moment";
  const mistake = jsonMistake(bodyOf(state));
  if (mistake) return `Line ${mistake.line}, column ${mistake.column}: ${lowerFirst(mistake.message)}`;
  const possible = Number.isInteger(state.calls) && state.calls >= 1 && state.calls <= maxCalls;
  if (kind === "measure" && !possible) return `The number of calls must be a whole number from 1 to ${maxCalls}`;
  return undefined;
}

function accepted(state: State): State {
  return state.refusal === undefined ? state : omit(state, "refusal");
}

function sum(tally: readonly Count[], more: readonly Count[]): Count[] {
  const total = new Map(tally.map(({ servedEntity, answers }) => [servedEntity, answers]));
  for (const { servedEntity, answers } of more) total.set(servedEntity, (total.get(servedEntity) ?? 0) + answers);
  return Array.from(total, ([servedEntity, answers]) => ({ servedEntity, answers }));
}

function omit<T extends object, K extends keyof T>(value: T, key: K): Omit<T, K> {
  const { [key]: _, ...rest } = value;
  return rest;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
