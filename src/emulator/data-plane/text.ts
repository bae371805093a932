// The texts of answers, and how many tokens they are. Both are plain functions of what was asked.
import { setTimeout as sleep } from "node:timers/promises";
import { ours } from "../messages.ts";
import type { JsonQuestion } from "./answers.ts";

export interface Said {
  text: string;
  /** `length` where `max_tokens` cut it off. */
  finish_reason: "stop" | "length";
}

/** What an entity says to `asked`, as long as the body lets it. */
export function said({ servedEntity, settings, body }: JsonQuestion, asked: string): Said {
  const whole =
    typeof settings.answer === "string" ? settings.answer : `This is ${servedEntity}. You said: ${asked.slice(0, 200)}`;
  const text = stopped(whole, body.stop);
  const limit = body.max_tokens ?? body.max_completion_tokens ?? body.max_output_tokens;
  if (limit === undefined || limit === null) return { text, finish_reason: "stop" };
  const words = pieces(text);
  const most = countOf("max_tokens", limit, Number.MAX_SAFE_INTEGER);
  if (words.length <= most) return { text, finish_reason: "stop" };
  return { text: words.slice(0, most).join("").trimEnd(), finish_reason: "length" };
}

/** A text in pieces, as it is streamed: words, each with the space behind it. */
export function pieces(text: string): string[] {
  return text.split(/(?<= )/);
}

/** `n`, 1 to 5 and 1 where it is not given (https://docs.databricks.com/machine-learning/foundation-model-apis/api-reference). */
export function choiceCount(body: JsonQuestion["body"]): number {
  return body.n === undefined || body.n === null ? 1 : countOf("n", body.n, 5);
}

function countOf(field: string, value: unknown, most: number): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw ours.badCount(field, 1, most);
}

function stopped(text: string, stop: unknown): string {
  const ends = (Array.isArray(stop) ? stop : [stop]).filter((end) => typeof end === "string" && end !== "");
  const first = Math.min(...ends.map((end) => text.indexOf(end)).filter((at) => at >= 0));
  return Number.isFinite(first) ? text.slice(0, first) : text;
}

/** The text of a chat message, whose content is a string or a list of parts. */
export function textOf(message: unknown): string {
  const content: unknown =
    typeof message === "object" && message !== null && "content" in message ? message.content : "";
  if (!Array.isArray(content)) return typeof content === "string" ? content : "";
  return content.map((part) => (typeof part?.text === "string" ? part.text : "")).join(" ");
}

/** A string or a list of them; undefined where it is neither. */
export function texts(value: unknown): string[] | undefined {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.length > 0 && list.every((item) => typeof item === "string") ? list : undefined;
}

/** Each chunk as JSON, with a pause behind it. */
export async function* paced(
  chunks: readonly unknown[],
  { settings: { chunkMs = 0 }, signal }: JsonQuestion,
): AsyncGenerator<string, void> {
  const gone = signal();
  for (const chunk of chunks) {
    gone.throwIfAborted();
    yield JSON.stringify(chunk);
    if (chunkMs > 0) await sleep(chunkMs, undefined, { signal: gone });
  }
}

export interface Usage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
}

/** Words for tokens: near enough to show, and the same every time. */
export function usageOf(asked: string, answered: string): Usage {
  const prompt_tokens = wordsIn(asked);
  const completion_tokens = wordsIn(answered);
  return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens };
}

function wordsIn(text: string): number {
  return text.split(/\s+/).filter((word) => word !== "").length;
}

export function idOf(prefix: string, ...of: string[]): string {
  return `${prefix}-${hash(of.join("\n")).toString(16).padStart(8, "0")}`;
}

/** Four digits from 0 up to 1. */
export function fraction(text: string): number {
  return Math.floor((hash(text) / 2 ** 32) * 1e4) / 1e4;
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  return value;
}
