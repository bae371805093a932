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
 * The body as text. A route that has none takes any type; others application/json, and text/csv on the data plane: both
 * are types that no page can send unasked. Throws a `ServiceError` for other types and for too long a body.
 */
export function textOf(request: IncomingMessage): string | Promise<string> {
  if (request.method === "GET" || request.method === "HEAD") return "";
  const { headers } = request;
  if (headers["transfer-encoding"] === undefined && Number(headers["content-length"] ?? 0) === 0) return "";
  if (request.method === "DELETE") return "";
  const type = contentTypeOf(request);
  if (type !== "application/json" && type !== "text/csv") throw ours.notJsonType();
  return read(request);
}

/** The rest of too long a body is not read; the refusal still finds its way back. */
function read(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let length = 0;
    request.on("data", (part: Buffer) => {
      length += part.length;
      if (length > LONGEST_BODY) {
        request.pause().removeAllListeners("data");
        reject(ours.tooLong(LONGEST_BODY));
      } else parts.push(part);
    });
    request.on("end", () => resolve(Buffer.concat(parts).toString()));
    request.on("error", reject);
  });
}

/** Ends connections whose request is not complete after `milliseconds`; the service's own limit is not documented. */
export function limitPatience(server: Server, milliseconds: number): void {
  server.headersTimeout = milliseconds;
  server.requestTimeout = milliseconds;
}

function isOurs(address: string, local: string | undefined): boolean {
  return local?.replace(/^::ffff:/, "") === address;
}
