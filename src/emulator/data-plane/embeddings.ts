// Embeddings: texts in, a vector for each out. The vectors mean nothing; equal texts have equal ones.
import { ours } from "../messages.ts";
import type { JsonQuestion, Reply } from "./answers.ts";
import { fraction, texts, usageOf } from "./text.ts";

/** Few enough to read; real models have hundreds. */
const DIMENSIONS = 8;

export function embeddings({ body, servedEntity: model }: JsonQuestion): Reply {
  const inputs = texts(body.input);
  if (inputs === undefined) throw ours.badInput("a string or a list of strings");
  const vectors = inputs.map((input) => vector(`${model}\n${input}`));
  // OpenAI's own client asks for this format unless it is told otherwise, and decodes it.
  const encode = body.encoding_format === "base64" ? base64 : (numbers: number[]) => numbers;
  const data = vectors.map((numbers, index) => ({ object: "embedding", index, embedding: encode(numbers) }));
  const { prompt_tokens } = usageOf(inputs.join(" "), "");
  const usage = { prompt_tokens, total_tokens: prompt_tokens };
  return { json: { object: "list", model, data, usage }, tokens: prompt_tokens };
}

function vector(text: string): number[] {
  return Array.from({ length: DIMENSIONS }, (_, index) => Math.round(2e4 * fraction(`${index}\n${text}`) - 1e4) / 1e4);
}

/** 32-bit floats, little-endian. */
function base64(numbers: number[]): string {
  const bytes = Buffer.alloc(numbers.length * 4);
  for (const [index, number] of numbers.entries()) bytes.writeFloatLE(number, index * 4);
  return bytes.toString("base64");
}
