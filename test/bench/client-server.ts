// The server that the client's benches talk to, a process of its own so that it does not share a thread with what is
// measured. Prints its address.
import { createServer } from "node:http";

const EVENTS = 20_000;
const event = (n: number) =>
  `data: ${JSON.stringify({
    id: "chatcmpl-1",
    object: "chat.completion.chunk",
    created: 1750000000,
    model: "talk",
    choices: [{ index: 0, delta: { role: "assistant", content: ` word${n}` }, finish_reason: null }],
  })}\n\n`;
const stream = Array.from({ length: EVENTS }, (_, n) => event(n));
const answers = new Map([1_000, 10_000_000].map((size) => [String(size), Buffer.from(answerOf(size))]));

/** Predictions of about `size` bytes as JSON. */
function answerOf(size: number): string {
  const predictions = Array.from({ length: Math.round(size / 20) }, (_, n) => (n * 1.1234567890123) % 1);
  return JSON.stringify({ predictions });
}

const server = createServer(async (request, response) => {
  for await (const _ of request);
  const [, , name = ""] = (request.url ?? "").split("/");
  const answer = answers.get(name);
  if (answer !== undefined) {
    response
      .writeHead(200, {
        "content-type": "application/json",
        "served-model-name": "red",
        "x-databricks-request-id": "r1",
      })
      .end(answer);
    return;
  }
  response.writeHead(200, { "content-type": "text/event-stream" });
  // One write per event, as a model that speaks does it.
  for (const text of stream) if (!response.write(text)) await new Promise((resume) => response.once("drain", resume));
  response.end("data: [DONE]\n\n");
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (typeof address === "object" && address !== null) process.stdout.write(`http://127.0.0.1:${address.port}\n`);
});
