// What a served entity says to a query: always the same to the same question, and always naming itself, so that a
// person and a test can see who answered. It models the formats of the service, not any model. Formats:
// https://docs.databricks.com/machine-learning/model-serving/score-custom-model-endpoints and
// https://docs.databricks.com/machine-learning/foundation-model-apis/api-reference.
import { setTimeout as sleep } from "node:timers/promises";
import { ours, seen } from "./messages.ts";
import type { EntitySettings } from "./seed.ts";

export interface Question {
  servedEntity: string;
  /** Such as `llm/v1/chat`; absent for a custom model. */
  task?: string;
  /** The request body, parsed. */
  body: Record<string, unknown>;
  settings: EntitySettings;
  /** Milliseconds since the epoch. */
  now: number;
}

export type Reply = { json: unknown } | { events: AsyncIterable<string> };

/**
 * Throws a `ServiceError` where the entity cannot make sense of the body. Reading `events` rejects once `signal` is
 * aborted.
 */
export function reply(question: Question, signal: AbortSignal): Reply {
  const { body, settings } = question;
  if (typeof settings.answer === "object" && settings.answer !== null) return { json: settings.answer };
  switch (formatOf(question)) {
    case "chat":
      return chat(question, signal);
    case "completions":
      return completions(question, signal);
    case "embeddings":
      return { json: embeddings(question) };
    case "custom":
      return { json: { predictions: predictions(question.servedEntity, settings.answer, body) } };
  }
}

type Format = "chat" | "completions" | "embeddings" | "custom";

/** A custom model that is sent a prompt answers in kind (mlflow, scoring_server: unified LLM input). */
function formatOf({ task, body }: Question): Format {
  if (task?.endsWith("/embeddings")) return "embeddings";
  if (task?.endsWith("/completions")) return "completions";
  if (task !== undefined) return "chat";
  if ("messages" in body) return "chat";
  return "prompt" in body ? "completions" : "custom";
}

function chat(question: Question, signal: AbortSignal): Reply {
  const { body, servedEntity: model, now } = question;
  const messages = body.messages;
  if (!Array.isArray(messages) || messages.length === 0) throw ours.badMessages();
  const asked = textOf(messages.at(-1));
  const content = said(question, asked);
  const frame = {
    id: idOf("chatcmpl", model, asked),
    created: Math.floor(now / 1000),
    model,
    usage: usageOf(asked, content),
  };
  if (body.stream !== true) {
    const choice = { index: 0, message: { role: "assistant", content }, finish_reason: "stop" };
    return { json: { ...frame, object: "chat.completion", choices: [choice] } };
  }
  const chunk = (delta: object, finish_reason: string | null) => ({
    ...frame,
    object: "chat.completion.chunk",
    choices: [{ index: 0, delta, finish_reason }],
  });
  const [first = "", ...others] = pieces(content);
  const opening = chunk({ role: "assistant", content: first }, null);
  const chunks = [opening, ...others.map((piece) => chunk({ content: piece }, null)), chunk({ content: "" }, "stop")];
  return { events: paced(chunks, question.settings.chunkMs, signal) };
}

function completions(question: Question, signal: AbortSignal): Reply {
  const { body, servedEntity: model, now } = question;
  const prompts = texts(body.prompt);
  if (prompts === undefined) throw ours.badPrompt();
  const contents = prompts.map((prompt) => said(question, prompt));
  const usage = usageOf(prompts.join(" "), contents.join(" "));
  const frame = {
    id: idOf("cmpl", model, prompts.join("\n")),
    object: "text_completion",
    created: Math.floor(now / 1000),
    model,
    usage,
  };
  const answer = (index: number, text: string, finish_reason: string | null) => ({
    ...frame,
    choices: [{ index, text, finish_reason }],
  });
  if (body.stream !== true) {
    return { json: { ...frame, choices: contents.map((text, index) => ({ index, text, finish_reason: "stop" })) } };
  }
  const chunks = contents.flatMap((content, index) => [
    ...pieces(content).map((piece) => answer(index, piece, null)),
    answer(index, "", "stop"),
  ]);
  return { events: paced(chunks, question.settings.chunkMs, signal) };
}

function embeddings({ body, servedEntity: model }: Question): unknown {
  const inputs = texts(body.input);
  if (inputs === undefined) throw ours.badEmbeddingInput();
  const data = inputs.map((input, index) => ({ object: "embedding", index, embedding: vector(`${model}\n${input}`) }));
  const { prompt_tokens } = usageOf(inputs.join(" "), "");
  return { object: "list", model, data, usage: { prompt_tokens, total_tokens: prompt_tokens } };
}

const INPUTS = ["dataframe_records", "dataframe_split", "inputs", "instances"];

/** One prediction per row. A canned text stands in for each. */
function predictions(servedEntity: string, canned: unknown, body: Record<string, unknown>): unknown[] {
  const given = INPUTS.filter((key) => key in body);
  const [field] = given;
  if (field === undefined || given.length > 1) throw seen.wrongInput(Object.keys(body));
  return rows(field, body[field]).map((row) => ({
    served_entity: servedEntity,
    prediction: canned ?? fraction(`${servedEntity}\n${JSON.stringify(row)}`),
  }));
}

function rows(field: string, input: unknown): unknown[] {
  if (field === "dataframe_split") {
    const data = typeof input === "object" && input !== null && "data" in input ? input.data : undefined;
    if (!Array.isArray(data)) throw ours.badDataframe(field);
    return data;
  }
  if (field === "dataframe_records" && !Array.isArray(input)) throw ours.badDataframe(field);
  return Array.isArray(input) ? input : [input];
}

function said({ servedEntity, settings }: Question, asked: string): string {
  return typeof settings.answer === "string"
    ? settings.answer
    : `This is ${servedEntity}. You said: ${asked.slice(0, 200)}`;
}

/** The text of a chat message, whose content is a string or a list of parts. */
function textOf(message: unknown): string {
  const content: unknown =
    typeof message === "object" && message !== null && "content" in message ? message.content : "";
  if (!Array.isArray(content)) return typeof content === "string" ? content : "";
  return content.map((part) => (typeof part?.text === "string" ? part.text : "")).join(" ");
}

function texts(value: unknown): string[] | undefined {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.length > 0 && list.every((item) => typeof item === "string") ? list : undefined;
}

function pieces(text: string): string[] {
  return text.split(/(?<= )/);
}

async function* paced(chunks: readonly unknown[], milliseconds = 0, signal: AbortSignal): AsyncGenerator<string, void> {
  for (const chunk of chunks) {
    signal.throwIfAborted();
    yield JSON.stringify(chunk);
    if (milliseconds > 0) await sleep(milliseconds, undefined, { signal });
  }
}

/** Words for tokens: near enough to show, and the same every time. */
function usageOf(
  asked: string,
  answered: string,
): { prompt_tokens: number; completion_tokens: number; total_tokens: number } {
  const prompt_tokens = wordsIn(asked);
  const completion_tokens = wordsIn(answered);
  return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens };
}

function wordsIn(text: string): number {
  return text.split(/\s+/).filter((word) => word !== "").length;
}

function idOf(prefix: string, ...of: string[]): string {
  return `${prefix}-${hash(of.join("\n")).toString(16).padStart(8, "0")}`;
}

function vector(text: string): number[] {
  return Array.from({ length: 8 }, (_, index) => Number((2 * fraction(`${index}\n${text}`) - 1).toFixed(4)));
}

/** Four digits from 0 up to 1. */
function fraction(text: string): number {
  return Number((hash(text) / 2 ** 32).toFixed(4));
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  return value;
}
