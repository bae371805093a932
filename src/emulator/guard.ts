// Who is let in, and with what: the emulator must be of no use to a web page, to anybody without its token, or to a
// client that never finishes what it sends.
import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage, Server } from "node:http";
import { isIP } from "node:net";
import { ours } from "./messages.ts";

/** Payload limit: https://docs.databricks.com/machine-learning/model-serving/model-serving-limits */
const LONGEST_BODY = 16 * 1024 * 1024;

/**
 * A page in a browser must not reach the emulator, neither under a name of its own nor from another origin. Addresses
 * are no names: nobody can make one lead here but this machine. `bound` is the host we were told to listen on.
 */
export function refuseStrangers({ headers, socket }: IncomingMessage, bound: string): void {
  const host = withoutPort(headers.host ?? "");
  const known = host === bound || host === "localhost" || (isIP(host) > 0 && isOurs(host, socket.localAddress));
  if (!known || headers.origin !== undefined) throw ours.stranger();
}

/** An IPv6 address stands in brackets. */
function withoutPort(host: string): string {
  if (host.startsWith("[")) return host.slice(1, host.indexOf("]"));
  const colon = host.indexOf(":");
  return colon < 0 ? host : host.slice(0, colon);
}

/** `wanted` is the whole of the header that lets somebody in. */
export function refuseUnknown({ headers }: IncomingMessage, wanted: Buffer): void {
  const sent = Buffer.from(headers.authorization ?? "");
  if (sent.length !== wanted.length || !timingSafeEqual(sent, wanted)) throw ours.notAuthenticated();
}

/** In lower case, without parameters. */
export function contentTypeOf({ headers }: IncomingMessage): string {
  const type = headers["content-type"] ?? "";
  // What nearly everybody sends needs no looking into.
  return type === "application/json" ? type : (type.split(";")[0]?.trim().toLowerCase() ?? "");
}

/**
 * Reads the body as text and hands it to `then`, or to `failed` why it cannot be read. A route that has none takes any
 * type; others application/json, and text/csv on the data plane: both are types that no page can send unasked. Callbacks,
 * because a promise for every body is felt in the number of requests per second.
 */
export function whenRead(
  request: IncomingMessage,
  then: (text: string) => void,
  failed: (error: unknown) => void,
): void {
  const type = contentTypeOf(request);
  if (!hasBody(request)) then("");
  else if (type === "application/json" || type === "text/csv") read(request, then, failed);
  else failed(ours.notJsonType());
}

function read(request: IncomingMessage, then: (text: string) => void, failed: (error: unknown) => void): void {
  const parts: Buffer[] = [];
  let length = 0;
  request.on("data", (part: Buffer) => {
    length += part.length;
    parts.push(part);
    if (length <= LONGEST_BODY) return;
    // The rest is not read; the refusal still finds its way back.
    request.pause().removeAllListeners("data").removeAllListeners("end");
    failed(ours.tooLong(LONGEST_BODY));
  });
  request.on("end", () => then(Buffer.concat(parts, length).toString()));
  request.on("error", failed);
}

function hasBody({ method, headers }: IncomingMessage): boolean {
  if (method === "GET" || method === "HEAD" || method === "DELETE") return false;
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

/** Ends connections whose request is not complete after `milliseconds`; the service's own limit is not documented. */
export function limitPatience(server: Server, milliseconds: number): void {
  server.headersTimeout = milliseconds;
  server.requestTimeout = milliseconds;
}

function isOurs(address: string, local: string | undefined): boolean {
  return local?.replace(/^::ffff:/, "") === address;
}
