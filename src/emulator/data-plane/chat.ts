// Chat: messages in, a `chat.completion` or a stream of its chunks out. Usage stands in every chunk, as in the sample of
// https://docs.databricks.com/api/workspace/servingendpoints/query.
import { ours } from "../messages.ts";
import type { JsonQuestion, Reply } from "./answers.ts";
import { choiceCount, idOf, paced, pieces, said, textOf, usageOf } from "./text.ts";

export function chat(question: JsonQuestion): Reply {
  const { body, servedEntity: model, now } = question;
  const { messages } = body;
  if (!Array.isArray(messages) || messages.length === 0) throw ours.badMessages();
  const asked = textOf(messages.at(-1));
  const { text, finish_reason } = said(question, asked);
  const indices = Array.from({ length: choiceCount(body) }, (_, index) => index);
  const usage = usageOf(messages.map(textOf).join(" "), indices.map(() => text).join(" "));
  const frame = { id: idOf("chatcmpl", model, asked), created: Math.floor(now / 1000), model, usage };
  const tokens = usage.total_tokens;
  if (body.stream !== true) {
    const choices = indices.map((index) => ({ index, message: { role: "assistant", content: text }, finish_reason }));
    return { json: { ...frame, object: "chat.completion", choices }, tokens };
  }
  const [first = "", ...others] = pieces(text);
  const chunks = indices.flatMap((index) => {
    const chunk = (delta: object, finish_reason: string | null) => ({
      ...frame,
      object: "chat.completion.chunk",
      choices: [{ index, delta, finish_reason }],
    });
    return [
      chunk({ role: "assistant", content: first }, null),
      ...others.map((content) => chunk({ content }, null)),
      chunk({ content: "" }, finish_reason),
    ];
  });
  return { events: paced(chunks, question), tokens };
}
