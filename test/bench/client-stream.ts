// What the client adds to a stream of 20,000 events, beside reading the raw stream, and beside the `openai` package. Run:
// node this file.
import OpenAI from "openai";
import { fetch } from "undici";
import { connect } from "../../src/api/client.ts";
import { race, report, withServer } from "./client-race.ts";

type Fetch = typeof globalThis.fetch;

await withServer(async (url) => {
  const plain = fetch as unknown as Fetch;
  const api = connect({ host: url, token: async () => "token", fetch: plain });
  const peer = new OpenAI({ baseURL: `${url}/serving-endpoints`, apiKey: "token", fetch: plain });
  const messages = [{ role: "user", content: "Hello" }] as const;
  const raw = async () => {
    const response = await fetch(`${url}/serving-endpoints/talk/invocations`, { method: "POST", body: "{}" });
    let length = 0;
    for await (const chunk of response.body ?? []) length += chunk.length;
    return length;
  };
  const ours = async () => {
    let count = 0;
    for await (const event of api.query({ endpoint: "talk" }, { messages, stream: true })) {
      if (event.kind === "data") count += JSON.parse(event.text).choices.length;
    }
    if (count !== 20_000) throw new Error(`${count} events`);
  };
  const unparsed = async () => {
    let count = 0;
    for await (const event of api.query({ endpoint: "talk" }, { messages, stream: true }))
      if (event.kind === "data") count += 1;
    if (count !== 20_000) throw new Error(`${count} events`);
  };
  const openai = async () => {
    let count = 0;
    const stream = await peer.chat.completions.create({ model: "talk", messages: [...messages], stream: true });
    for await (const chunk of stream) count += chunk.choices.length;
    if (count !== 20_000) throw new Error(`${count} events`);
  };
  const medians = await race(61, { raw, unparsed, ours, openai });
  report("20,000 events, 61 rounds", medians, [
    { of: "unparsed", than: "raw", ratio: 1.15 },
    { of: "ours", than: "openai", ratio: 0.8 },
  ]);
});
