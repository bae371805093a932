// Completions: prompts in, a `text_completion` or a stream of its chunks out.
import { ours } from "../messages.ts";
import type { JsonQuestion, Reply } from "./answers.ts";
import { choiceCount, idOf, paced, pieces, said, texts, usageOf } from "./text.ts";

export function completions(question: JsonQuestion): Reply {
  const { body, servedEntity: model, now } = question;
  const prompts = texts(body.prompt);
  if (prompts === undefined) throw ours.badPrompt();
  const count = choiceCount(body);
  const answers = prompts.flatMap((prompt) => Array.from({ length: count }, () => said(question, prompt)));
  const usage = usageOf(prompts.join(" "), answers.map(({ text }) => text).join(" "));
  const frame = {
    id: idOf("cmpl", model, prompts.join("\n")),
    object: "text_completion",
    created: Math.floor(now / 1000),
    model,
    usage,
  };
  const tokens = usage.total_tokens;
  if (body.stream !== true) {
    const choices = answers.map(({ text, finish_reason }, index) => ({ index, text, finish_reason }));
    return { json: { ...frame, choices }, tokens };
  }
  const chunk = (index: number, text: string, finish_reason: string | null) => ({
    ...frame,
    choices: [{ index, text, finish_reason }],
  });
  const chunks = answers.flatMap(({ text, finish_reason }, index) => [
    ...pieces(text).map((piece) => chunk(index, piece, null)),
    chunk(index, "", finish_reason),
  ]);
  return { events: paced(chunks, question), tokens };
}
