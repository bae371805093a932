// Reads what people write as the host of a workspace. It decides where a token may travel: https anywhere, plain http
// only on this machine.
import { Misconfigured } from "./errors.ts";

export interface Host {
  /** Scheme, host and port, no trailing slash. */
  readonly host: string;
  /** From an address copied out of the browser (`…/?o=123`); hosts that serve several workspaces need it. */
  readonly workspaceId?: string;
}

const REMEDY = "Give the workspace's address, such as https://adb-123.4.azuredatabricks.net";
const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);

/**
 * Adds `https://` where no scheme is given and drops path and query, as the official tools do (databricks-sdk-go,
 * config/config.go). Throws `Misconfigured` for what is no address, and for http to any other machine.
 */
export function readHost(text: string): Host {
  const given = text.trim();
  const written = /^[a-z][a-z0-9+.-]*:\/\//i.test(given) ? given : `https://${given}`;
  const url = URL.canParse(written) ? new URL(written) : undefined;
  if (url === undefined || given === "") throw new Misconfigured("The host is not an address", "host", REMEDY);
  if (url.username !== "" || url.password !== "") {
    throw new Misconfigured(`The host \`${url.host}\` is written with credentials in it`, "host", REMEDY);
  }
  if (url.protocol !== "https:" && !(url.protocol === "http:" && LOOPBACK.has(url.hostname))) {
    const remedy = "Use https; plain http is accepted only for 127.0.0.1, localhost and [::1]";
    throw new Misconfigured(`A token must not travel to \`${url.protocol}//${url.host}\``, "host", remedy);
  }
  const workspaceId = workspaceIn(url.searchParams);
  return { host: url.origin, ...(workspaceId === undefined ? {} : { workspaceId }) };
}

function workspaceIn(query: URLSearchParams): string | undefined {
  const numeric = [query.get("o"), query.get("workspace_id")].find((id) => id !== null && /^\d+$/.test(id));
  return numeric ?? (query.get("w") || undefined);
}
