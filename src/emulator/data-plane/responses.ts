// OpenAI's Responses format, which models that Databricks hosts and agents speak: an `input` in, an `output` list out,
// or a stream of typed events. How the service frames those events is UNCERTAIN; here each is a `data:` line with its
// type inside, which OpenAI's clients and MLflow's both read.
import { ours } from "../messages.ts";
import type { JsonQuestion, Reply } from "./answers.ts";
import { idOf, paced, pieces, said, textOf, usageOf } from "./text.ts";

/** https://docs.databricks.com/machine-learning/foundation-model-apis/api-reference, Responses API. */
const UNSUPPORTED = ["background", "store", "conversation", "service_tier"];

export function responses(question: JsonQuestion): Reply {
  const { body, servedEntity: model, now } = question;
  const refused = UNSUPPORTED.find((field) => body[field] !== undefined && body[field] !== null);
  if (refused !== undefined) throw ours.unsupported(refused);
  const asked = askedOf(body.input);
  const { text, finish_reason } = said(question, asked);
  const { prompt_tokens: input_tokens, completion_tokens: output_tokens, total_tokens } = usageOf(asked, text);
  const part = { type: "output_text", text, annotations: [] };
  const item = {
    type: "message",
    id: idOf("msg", model, asked),
    role: "assistant",
    status: "completed",
    content: [part],
  };
  const response = {
    id: idOf("resp", model, asked),
    object: "response",
    created_at: Math.floor(now / 1000),
    model,
    status: finish_reason === "length" ? "incomplete" : "completed",
    output: [item],
    usage: { input_tokens, output_tokens, total_tokens },
  };
  if (body.stream !== true) return { json: response, tokens: total_tokens };
  const at = { item_id: item.id, output_index: 0, content_index: 0 };
  const started = { ...response, status: "in_progress", output: [], usage: null };
  const events = [
    { type: "response.created", response: started },
    {
      type: "response.output_item.added",
      output_index: 0,
      item: { ...item, status: "in_progress", content: [] },
    },
    { type: "response.content_part.added", ...at, part: { ...part, text: "" } },
    ...pieces(text).map((delta) => ({ type: "response.output_text.delta", ...at, delta })),
    { type: "response.output_text.done", ...at, text },
    { type: "response.content_part.done", ...at, part },
    { type: "response.output_item.done", output_index: 0, item },
    { type: finish_reason === "length" ? "response.incomplete" : "response.completed", response },
  ];
  const numbered = events.map((event, sequence_number) => ({ ...event, sequence_number }));
  return { events: paced(numbered, question), tokens: total_tokens };
}

function askedOf(input: unknown): string {
  if (typeof input === "string") return input;
  if (Array.isArray(input) && input.length > 0) return textOf(input.at(-1));
  throw ours.badInput("a string or a list of items that is not empty");
}
