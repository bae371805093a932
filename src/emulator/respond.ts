// Writes answers and refusals to the wire: JSON, text, or a stream of server-sent events.
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import type { Answer } from "./http.ts";
import type { ServiceError } from "./messages.ts";

/** `signal` is aborted when the client goes away; `resetAfter` is after how many events the connection breaks, if it does. */
export function respond(
  response: ServerResponse,
  { status = 200, headers, json, text, events }: Answer,
  signal: () => AbortSignal,
  resetAfter?: number,
): void | Promise<void> {
  if (events !== undefined) {
    response.writeHead(status, headersOf(randomUUID(), "text/event-stream", headers));
    response.flushHeaders();
    return stream(response, events, signal, resetAfter);
  }
  const body = text ?? JSON.stringify(json);
  const type = text === undefined ? "application/json" : "text/plain; version=0.0.4; charset=utf-8";
  response.writeHead(status, headersOf(randomUUID(), type, headers, body));
  response.end(body);
}

/** https://docs.databricks.com/api/workspace/servingendpoints/create, section on errors; details as seen of the service. */
export function refuse(response: ServerResponse, { status, code, message, headers }: ServiceError): void {
  const id = randomUUID();
  const details = [{ "@type": "type.googleapis.com/google.rpc.RequestInfo", request_id: id, serving_data: "" }];
  const body = JSON.stringify({ error_code: code, message, details });
  response.writeHead(status, headersOf(id, "application/json", headers, body));
  response.end(body);
}

/** Clients in the wild read either of the two ids; which of them the service sends is UNCERTAIN. */
function headersOf(id: string, type: string, more: Readonly<Record<string, string>> = {}, body?: string): string[] {
  const headers = ["x-request-id", id, "x-databricks-request-id", id, "content-type", type];
  if (body !== undefined) headers.push("content-length", String(Buffer.byteLength(body)));
  for (const [name, value] of Object.entries(more)) headers.push(name, value);
  return headers;
}

async function stream(
  response: ServerResponse,
  events: AsyncIterable<string>,
  signal: () => AbortSignal,
  resetAfter: number | undefined,
): Promise<void> {
  const gone = signal();
  let count = 0;
  for await (const data of events) {
    if (count === resetAfter) return breakOff(response);
    count += 1;
    if (!response.write(`data: ${data}\n\n`)) await once(response, "drain", { signal: gone });
  }
  response.end("data: [DONE]\n\n");
}

/** Once what was written so far has gone out. */
function breakOff(response: ServerResponse): void {
  response.write(":\n", () => response.destroy());
}
