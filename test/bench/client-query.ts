// What the client adds to a query of 1 kB and of 10 MB, beside undici's fetch and `json()`. Run: node this file.
import { fetch } from "undici";
import { connect } from "../../src/api/client.ts";
import { race, report, withServer } from "./client-race.ts";

type Fetch = typeof globalThis.fetch;

await withServer(async (url) => {
  const api = connect({ host: url, token: async () => "token", fetch: fetch as unknown as Fetch });
  for (const [size, rounds] of [
    [10_000_000, 61],
    [1_000, 10_000],
  ] as const) {
    const body = { inputs: Array.from({ length: size / 20 }, (_, n) => (n * 1.1234567890123) % 1) };
    const path = `/serving-endpoints/${size}/invocations`;
    const raw = async () => {
      const headers = { authorization: "Bearer token", "content-type": "application/json", accept: "application/json" };
      const response = await fetch(url + path, { method: "POST", headers, body: JSON.stringify(body) });
      return response.json();
    };
    const ours = async () => {
      for await (const event of api.query({ endpoint: String(size) }, body))
        if (event.kind === "data") JSON.parse(event.text);
    };
    const medians = await race(rounds, { raw, ours });
    report(`A query of ${size} bytes, ${rounds} rounds`, medians, [{ of: "ours", than: "raw", ratio: 1.05 }]);
  }
});
