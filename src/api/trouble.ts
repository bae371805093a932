// Puts what `fetch` rejects with into our terms: which obstacle, in one sentence, and what to do about it. It reads
// codes, never texts, except where a library has no code for a case.
import { type ApiError, type Obstacle, TimedOut, Unreachable, Unreadable } from "./errors.ts";

/** Why no answer came. `host` is scheme, host and port. */
export function noAnswer(host: string, call: string, cause: unknown): ApiError {
  const { code, port, text } = innermost(cause);
  const because = code === undefined ? "" : ` (${code})`;
  const unsent = code !== undefined && UNSENT.has(code);
  if (code !== undefined && /TIMEDOUT|TIMEOUT/.test(code))
    return new TimedOut(`${host} did not answer in time${because}`, call, { cause, unsent });
  const obstacle = obstacleOf(code, text);
  const [what, remedy] =
    obstacle === "refused" && port !== undefined && port !== portOf(host)
      ? [`The proxy at port ${port}, which leads to ${host}, refused the connection`, PROXY_REMEDY]
      : SENTENCES[obstacle](host, code);
  return new Unreachable(`${what}${because}`, call, { obstacle, remedy, unsent, cause });
}

/** An answer that began and did not come to its end. */
export function brokenOff(host: string, call: string, cause: unknown): ApiError {
  const { code } = innermost(cause);
  if (code !== undefined && /TIMEDOUT|TIMEOUT/.test(code))
    return new TimedOut(`${host} began to answer and then fell silent (${code})`, call, { cause });
  return new Unreadable("The answer broke off", call, "broken-off", { cause });
}

/**
 * Codes of the system (errno) and of undici that arise while connecting, before a byte of the request has left:
 * https://nodejs.org/api/errors.html#common-system-errors, undici docs/api/Errors.md.
 */
const UNSENT: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "EAI_AGAIN",
  "ENETUNREACH",
  "EHOSTUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

const OBSTACLES: Readonly<Record<string, Obstacle>> = {
  ENOTFOUND: "name",
  EAI_AGAIN: "name",
  ECONNREFUSED: "refused",
  ENETUNREACH: "network",
  EHOSTUNREACH: "network",
  ENETDOWN: "network",
  ECONNRESET: "reset",
  ECONNABORTED: "reset",
  EPIPE: "reset",
  UND_ERR_SOCKET: "reset",
  EPROTO: "certificate",
};

function obstacleOf(code: string | undefined, text: string): Obstacle {
  // undici has one code for every abort, and the editor's network stack names proxies in its codes.
  if (/\bproxy response\b/i.test(text) || /PROXY|TUNNEL/.test(code ?? "")) return "proxy";
  if (code === undefined) return "other";
  const known = OBSTACLES[code];
  if (known !== undefined) return known;
  return /CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO_/.test(code) ? "certificate" : "other";
}

const PROXY_REMEDY = "Check the proxy's address, and whether it wants a user and password";
const NETWORK_REMEDY = "Check the host, the network and the proxy, then try again";

/** What happened and what to do, for a host and the code it failed with. */
const SENTENCES: Readonly<Record<Obstacle, (host: string, code: string | undefined) => [string, string]>> = {
  name: (host) => [
    `The name of ${host} is not known here`,
    "Check how the host is written, and whether a VPN has to be on",
  ],
  refused: (host) => [`${host} cannot be reached`, NETWORK_REMEDY],
  network: (host) => [`There is no way from here to ${host}`, NETWORK_REMEDY],
  proxy: (host) => [`The proxy did not let the connection to ${host} through`, PROXY_REMEDY],
  certificate: (host, code) => certificate(host, code),
  reset: (host) => [`${host} closed the connection without an answer`, NETWORK_REMEDY],
  other: (host) => [`${host} cannot be reached`, NETWORK_REMEDY],
};

/** Codes of OpenSSL as Node passes them on: https://nodejs.org/api/tls.html#x509-certificate-error-codes. */
function certificate(host: string, code = ""): [string, string] {
  if (code === "CERT_HAS_EXPIRED" || code === "CERT_NOT_YET_VALID")
    return [`The certificate of ${host} is not valid today`, "Check this machine's clock, then tell who runs the host"];
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID")
    return [`The certificate of ${host} is made out to another name`, "Check how the host is written"];
  if (/EPROTO|WRONG_VERSION|PROTOCOL/.test(code))
    return [`${host} does not speak TLS as expected`, "Check the port, and that the host is reached with https"];
  return [
    `The certificate of ${host} is signed by an authority that this machine does not trust`,
    "Add your company's certificate authority to the system's certificates, or name its file in `NODE_EXTRA_CA_CERTS`",
  ];
}

interface Innermost {
  code?: string;
  /** Of the address that was tried, which is the proxy's where there is one. */
  port?: number;
  text: string;
}

/** The system's or undici's own error; fetch wraps it in others. */
function innermost(error: unknown): Innermost {
  if (!(error instanceof Error)) return { text: "" };
  if (!("code" in error) || typeof error.code !== "string") {
    return error.cause instanceof Error ? innermost(error.cause) : { text: error.message };
  }
  const text = error.cause instanceof Error ? `${error.message} ${error.cause.message}` : error.message;
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const port = first instanceof Error && "port" in first && typeof first.port === "number" ? { port: first.port } : {};
  return { code: error.code, text, ...port };
}

function portOf(host: string): number {
  const { port, protocol } = new URL(host);
  return port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);
}
