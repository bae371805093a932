// What a route is: verb, path, handler. A handler turns a request into an answer and knows no socket.
import { ours } from "./messages.ts";
import type { World } from "./world.ts";

export interface Request {
  readonly method: string;
  /** Without the query string. */
  readonly path: string;
  /** The placeholders of the path, decoded. */
  readonly params: Readonly<Record<string, string>>;
  query(): URLSearchParams;
  /** The body as it came; empty where there is none. */
  readonly text: string;
  /** Without parameters, in lower case; empty where there is none. */
  readonly contentType: string;
  /** Scheme, host and port as the client addressed us. */
  readonly origin: string;
  /** The other end of the connection. */
  readonly remoteAddress: string;
  /** Aborted when the client goes away. Made when somebody asks, because most never do and it is not cheap. */
  signal(): AbortSignal;
}

export interface Answer {
  status?: number;
  headers?: Record<string, string>;
  /** One of these three. */
  json?: unknown;
  text?: string;
  events?: AsyncIterable<string>;
}

export type Handler = (request: Request, world: World) => Answer | Promise<Answer>;

export interface Entry {
  verb: string;
  /** With placeholders: `/api/2.0/serving-endpoints/{name}`. */
  path: string;
  /** What it may answer before it is known who asks. */
  open?: boolean;
  handle: Handler;
}

export interface Match {
  entry: Entry;
  params: Record<string, string>;
}

/** Finds the route of a request; undefined where there is none. Throws a `ServiceError` for a path that is no text. */
export function router(entries: readonly Entry[]): (verb: string, path: string) => Match | undefined {
  const patterns = entries.map((entry) => ({ entry, pattern: patternOf(entry.path) }));
  // Clients ask for the same few paths over and over.
  const found = new Map<string, Match>();

  function find(verb: string, path: string): Match | undefined {
    for (const { entry, pattern } of patterns) {
      const match = entry.verb === verb ? pattern.exec(path) : null;
      if (match !== null) return { entry, params: decoded(match.groups ?? {}) };
    }
    return undefined;
  }

  return (verb, path) => {
    const key = `${verb} ${path}`;
    const known = found.get(key);
    if (known !== undefined) return known;
    const match = find(verb, path);
    if (found.size === MOST_FOUND) found.clear();
    if (match !== undefined) found.set(key, match);
    return match;
  };
}

const MOST_FOUND = 500;

/** The body as JSON, that of an empty one too; throws the control plane's 400. */
export function bodyOf({ text }: Request): unknown {
  if (text === "") return {};
  try {
    return JSON.parse(text);
  } catch (error) {
    throw ours.malformed(`The request body is not JSON: ${error instanceof Error ? error.message : error}`);
  }
}

export function nameOf({ params }: Request): string {
  return params.name ?? "";
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(".", "\\.").replace(/\{(\w+)\}/g, "(?<$1>[^/]+)")}/?$`);
}

function decoded(groups: Record<string, string>): Record<string, string> {
  const params: Record<string, string> = {};
  try {
    for (const [key, value] of Object.entries(groups)) params[key] = decodeURIComponent(value);
  } catch {
    throw ours.malformed("The path is not percent-encoded text");
  }
  return params;
}
