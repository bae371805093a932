// Tokens of service principals: the client credentials grant of OAuth (RFC 6749, section 4.4), at a workspace or at
// Microsoft Entra. It keeps no token.
import {
  allowInsecureRequests,
  ClientSecretBasic,
  ClientSecretPost,
  clientCredentialsGrantRequest,
  customFetch,
  processClientCredentialsResponse,
} from "oauth4webapi";
import { TimedOut, Unreadable } from "../errors.ts";
import { readHost } from "../host.ts";
import { isRecord, parseJson } from "../json.ts";
import { readRefusal } from "../refusal.ts";
import { oddityOf } from "../transport.ts";
import { brokenOff, noAnswer } from "../trouble.ts";
import type { Token } from "./renewable.ts";

export interface Client {
  readonly id: string;
  readonly secret: string;
}

type Fetch = typeof globalThis.fetch;

/** As a workspace's own service principal. Source: databricks-sdk-go, config/auth_m2m.go. */
export async function workspaceToken(host: string, client: Client, fetch: Fetch): Promise<Token> {
  const endpoint = await tokenEndpoint(host, fetch);
  return grant(endpoint, client, ClientSecretBasic(client.secret), { scope: "all-apis" }, fetch);
}

/**
 * As a service principal of Microsoft Entra; `authority` ends with a slash, `resource` is what the token is for. Source:
 * databricks-sdk-go, config/auth_azure_client_secret.go.
 */
export async function entraToken(
  authority: string,
  tenant: string,
  client: Client,
  resource: string,
  fetch: Fetch,
): Promise<Token> {
  const endpoint = `${authority}${encodeURIComponent(tenant)}/oauth2/token`;
  return grant(endpoint, client, ClientSecretPost(client.secret), { resource }, fetch);
}

/** Asks the workspace, which may name another place than its own `/oidc/v1/token`. */
async function tokenEndpoint(host: string, fetch: Fetch): Promise<string> {
  const path = "/oidc/.well-known/oauth-authorization-server";
  const call = `GET ${path}`;
  const response = await asked(fetch, host + path, { headers: { accept: "application/json" } }, host, call);
  const text = await bodyOf(response, host, call, []);
  const metadata = parseJson(text);
  if (!isRecord(metadata) || typeof metadata.token_endpoint !== "string")
    throw new Unreadable(`${host} does not say where it hands out tokens`, call);
  // The secret goes there: https, or this machine.
  readHost(metadata.token_endpoint);
  return metadata.token_endpoint;
}

async function grant(
  endpoint: string,
  client: Client,
  authentication: ReturnType<typeof ClientSecretBasic>,
  parameters: Record<string, string>,
  fetch: Fetch,
): Promise<Token> {
  const { origin, pathname, protocol } = new URL(endpoint);
  const call = `POST ${pathname}`;
  const server = { issuer: origin, token_endpoint: endpoint };
  const options = {
    [customFetch]: (url: string, init: RequestInit) => asked(fetch, url, init, origin, call),
    [allowInsecureRequests]: protocol === "http:",
  };
  const began = Date.now();
  const response = await clientCredentialsGrantRequest(
    server,
    { client_id: client.id },
    authentication,
    parameters,
    options,
  );
  const text = await bodyOf(response, origin, call, secretsOf(client));
  const whole = new Response(text, { headers: response.headers });
  try {
    const answer = await processClientCredentialsResponse(server, { client_id: client.id }, whole);
    const { access_token: secret, expires_in } = answer;
    return { secret, ...(expires_in === undefined ? {} : { expires: began + expires_in * 1000 }) };
  } catch {
    // The library's error holds the answer, which may hold a token.
    throw new Unreadable(`${origin} answered with something other than a token`, call);
  }
}

/** In milliseconds; signing in should be quick. */
const LIMIT = 30_000;

async function asked(fetch: Fetch, url: string, init: RequestInit, origin: string, call: string): Promise<Response> {
  const signal = AbortSignal.timeout(LIMIT);
  try {
    return await fetch(url, { ...init, redirect: "manual", signal });
  } catch (cause) {
    if (signal.aborted) throw new TimedOut(`${origin} did not hand out a token within ${LIMIT / 1000} s`, call);
    throw noAnswer(origin, call, cause);
  }
}

async function bodyOf(response: Response, origin: string, call: string, secrets: readonly string[]): Promise<string> {
  const oddity = oddityOf(response.status, response.headers.get("content-type") ?? "", origin, call);
  if (oddity !== undefined) throw oddity;
  const text = await response.text().catch((cause: unknown) => {
    throw brokenOff(origin, call, cause);
  });
  if (!response.ok) throw readRefusal(response, text, call, secrets);
  return text;
}

/** The secret in every form in which an answer might echo it. */
function secretsOf({ id, secret }: Client): string[] {
  const basic = Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString("base64");
  return [secret, encodeURIComponent(secret), basic];
}
