// What a served entity says to a query: always the same to the same question, and always naming itself, so that a
// person and a test can see who answered. It models the formats of the service, not any model. Formats:
// https://docs.databricks.com/machine-learning/model-serving/score-custom-model-endpoints and
// https://docs.databricks.com/machine-learning/foundation-model-apis/api-reference.
import { ours, seen } from "../messages.ts";
import type { EntitySettings } from "../seed.ts";
import { chat } from "./chat.ts";
import { completions } from "./completions.ts";
import { custom } from "./custom.ts";
import { embeddings } from "./embeddings.ts";
import { responses } from "./responses.ts";

export interface Question {
  servedEntity: string;
  /** Such as `llm/v1/chat`; undefined for a custom model. */
  task: string | undefined;
  /** It is a feature spec, which has outputs where a model has predictions. */
  features: boolean;
  /** The way the question came says what it is, as with OpenAI's paths; undefined where the task does. */
  format: Format | undefined;
  /** The request body, parsed; a text where it came as CSV. */
  body: Readonly<Record<string, unknown>> | string;
  settings: EntitySettings;
  /** Milliseconds since the epoch. */
  now: number;
  /** Aborted when nobody waits any more. */
  signal: () => AbortSignal;
}

/** As the formats see it: an object came. */
export type JsonQuestion = Question & { body: Readonly<Record<string, unknown>> };

export type Format = "chat" | "completions" | "embeddings" | "responses" | "custom";

/** `tokens` is what the answer counts against limits of tokens. Reading `events` rejects once the signal is aborted. */
export type Reply = { tokens: number } & ({ json: unknown } | { events: AsyncIterable<string> });

/** Throws a `ServiceError` where the entity cannot make sense of the body. */
export function reply(question: Question): Reply {
  const { answer } = question.settings;
  if (typeof answer === "object" && answer !== null) return { json: answer, tokens: 0 };
  if (!isJson(question)) {
    if (question.task !== undefined) throw seen.contentType("text/csv");
    return custom(question);
  }
  switch (formatOf(question)) {
    case "chat":
      return chat(question);
    case "completions":
      return completions(question);
    case "embeddings":
      return embeddings(question);
    case "responses":
      return responses(question);
    case "custom":
      return custom(question);
  }
}

function isJson(question: Question): question is JsonQuestion {
  return typeof question.body !== "string";
}

/** A custom model that is sent a prompt answers in kind (mlflow, scoring_server: unified LLM input). */
function formatOf({ servedEntity, task, format, body }: JsonQuestion): Format {
  const own = task === undefined ? undefined : formatOfTask(task);
  if (format !== undefined) {
    const chatting = format === "responses" && own === "chat";
    if (own !== undefined && own !== format && !chatting) throw ours.wrongFormat(servedEntity, format);
    return format;
  }
  if (own !== undefined) return own;
  if ("messages" in body) return "chat";
  if ("prompt" in body) return "completions";
  return "input" in body ? "responses" : "custom";
}

/** For external models llm/v1/…; agents have tasks of their own, seen of the service. */
function formatOfTask(task: string): Format {
  if (task.endsWith("/embeddings")) return "embeddings";
  if (task.endsWith("/completions")) return "completions";
  return task.endsWith("/responses") ? "responses" : "chat";
}
