// How an answer is read: the words in a streamed event, and the tokens it cost. Whatever is not known here is shown as
// it came, so a model with an answer of its own shape loses nothing.
//
// Shapes: https://docs.databricks.com/aws/en/machine-learning/foundation-model-apis/api-reference; chat agents stream
// `delta.content` without `choices` (MLflow's ChatAgentChunk).

export interface Usage {
  input: number;
  /** Absent for embeddings. */
  output?: number;
}

export interface Piece {
  /** What the event adds to the answer's text; empty where it adds nothing. */
  text: string;
  usage?: Usage;
}

/** What one chunk, which is one server-sent event or a whole answer, says in words and tokens. */
export function readPiece(chunk: string): Piece {
  const event = parsed(chunk);
  const usage = usageOf(field(event, "usage") ?? field(field(event, "response"), "usage"));
  return { text: wordsOf(event), ...(usage && { usage }) };
}

function wordsOf(event: unknown): string {
  if (field(event, "type") === "response.output_text.delta") return asText(field(event, "delta"));
  const choices = field(event, "choices");
  const choice = Array.isArray(choices) ? choices.find((each) => (field(each, "index") ?? 0) === 0) : undefined;
  return asText(field(field(choice, "delta") ?? field(event, "delta"), "content") ?? field(choice, "text"));
}

/** Content is a text, or a list of parts of which those with `text` are shown. */
function asText(content: unknown): string {
  if (typeof content === "string") return content;
  return Array.isArray(content) ? content.map((part) => asText(field(part, "text"))).join("") : "";
}

/** Chat, completions and embeddings count `prompt_tokens`, the responses format `input_tokens`. */
function usageOf(usage: unknown): Usage | undefined {
  const input = field(usage, "prompt_tokens") ?? field(usage, "input_tokens");
  const output = field(usage, "completion_tokens") ?? field(usage, "output_tokens");
  if (typeof input !== "number") return undefined;
  return typeof output === "number" ? { input, output } : { input };
}

function field(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Record<string, unknown>)[name];
}

/** Undefined for what is no JSON, such as the closing `[DONE]`. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
