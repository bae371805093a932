// A bare HTTP server for what no emulator does: overload, redirects, answers that break off. It answers one request
// after the other with the next of its scripts, the last one again and again.
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { TestContext } from "node:test";

export type Script = (response: ServerResponse, request: IncomingMessage) => void;

export interface RawServer {
  url: string;
  /** Verb and path of each request so far. */
  seen: string[];
}

export async function rawServer(t: TestContext, ...scripts: Script[]): Promise<RawServer> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    const script = scripts[Math.min(seen.length, scripts.length - 1)];
    seen.push(`${request.method} ${request.url}`);
    script?.(response, request);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { url: `http://127.0.0.1:${address.port}`, seen };
}

export function status(code: number, headers: Record<string, string> = {}, body = ""): Script {
  return (response) => response.writeHead(code, headers).end(body);
}

export function json(value: unknown): Script {
  return status(200, { "content-type": "application/json" }, JSON.stringify(value));
}
