// What of the panel's state outlives its page: the webview keeps it while the tab is hidden, and VS Code across a reload
// of the window. It comes back from disk, maybe from another version, so everything is checked like a message.
import type { Count, Reply } from "../protocol.ts";
import { readToPanel } from "../protocol.ts";
import { initialState, isRunning, type Run, reduce, type Start, type State, type Tab, unanswered } from "./state.ts";

/** A longer answer is not kept: VS Code holds saved states in one small database. In UTF-16 units. */
const longestKept = 200_000;

/** The state as plain JSON, the run as the messages that make it. */
export function toSaved(state: State): unknown {
  const { endpoint, payloads, run, ...rest } = state;
  const length = run?.chunks.reduce((sum, chunk) => sum + chunk.length, 0) ?? 0;
  return {
    ...rest,
    ...(endpoint && { told: { type: "endpoint", endpoint, payloads } }),
    ...(run && length <= longestKept && { start: startOf(run), replies: isRunning(run) ? [] : repliesOf(run) }),
  };
}

/** The state that `toSaved` gave, or the initial one with as much of it as can be read. */
export function fromSaved(value: unknown): State {
  const saved = recordOf(value);
  const state: State = {
    ...initialState,
    ...(typeof saved.format === "string" && { format: saved.format }),
    ...(typeof saved.servedEntity === "string" && { servedEntity: saved.servedEntity }),
    ...(typeof saved.stream === "boolean" && { stream: saved.stream }),
    ...(isCount(saved.calls) && { calls: saved.calls }),
    ...(isCount(saved.lastId) && { lastId: saved.lastId }),
    ...(isTab(saved.tab) && { tab: saved.tab }),
    drafts: Object.fromEntries(Object.entries(recordOf(saved.drafts)).filter(isText)),
    tally: countsOf(saved.tally),
  };
  const told = readToPanel(saved.told);
  return withRun(told ? reduce(state, told) : state, saved);
}

function withRun(state: State, saved: Record<string, unknown>): State {
  const start = startFrom(recordOf(saved.start));
  const replay = readToPanel({ type: "replay", id: start?.id, messages: saved.replies });
  if (start === undefined || replay === undefined) return state;
  return { ...reduce({ ...state, run: unanswered(start) }, replay), tally: state.tally };
}

function startOf({ id, kind, body, stream, calls, servedEntity, before }: Run): Start {
  return { id, kind, body, stream, calls, before, ...(servedEntity !== undefined && { servedEntity }) };
}

function repliesOf({ id, head, chunks, measured, end }: Run): Reply[] {
  const pieces = chunks.map((text): Reply => ({ type: "chunk", id, text }));
  return [...(head ? [head] : []), ...pieces, ...(measured ? [measured] : []), ...(end ? [end] : [])];
}

function startFrom({
  id,
  kind,
  body,
  stream,
  calls,
  servedEntity,
  before,
}: Record<string, unknown>): Start | undefined {
  if (!isCount(id) || !isCount(calls) || typeof body !== "string") return undefined;
  if (kind !== "send" && kind !== "measure") return undefined;
  const target = typeof servedEntity === "string" && { servedEntity };
  return { id, kind, body, stream: stream === true, calls, before: countsOf(before), ...target };
}

function countsOf(value: unknown): Count[] {
  if (!Array.isArray(value)) return [];
  return value.map(recordOf).flatMap(({ servedEntity, answers }) => {
    return typeof servedEntity === "string" && isCount(answers) ? [{ servedEntity, answers }] : [];
  });
}

function isText(entry: [string, unknown]): entry is [string, string] {
  return typeof entry[1] === "string";
}

function isTab(value: unknown): value is Tab {
  return value === "body" || value === "headers" || value === "raw";
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
