// The way to the network for the command line: undici's fetch, through the proxy that the environment names, with the
// system's certificates beside Node's own. The editor has a way of its own and never loads this.
import tls from "node:tls";
import { EnvHttpProxyAgent, fetch } from "undici";
import { UsageError } from "./verb.ts";

export interface Network {
  readonly fetch: typeof globalThis.fetch;
  /** In words, without a user or password; undefined where there is none. */
  readonly proxy: string | undefined;
  close(): Promise<void>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** A proxy must not see what is plain http and stays on this machine. */
const DIRECT = "127.0.0.1,localhost,[::1]";

/** Changes the certificates that this process trusts. Throws `UsageError` for a proxy that is no address. */
export function openNetwork(env: Environment): Network {
  trustSystem();
  const http = proxyOf(env.http_proxy || env.HTTP_PROXY);
  const https = proxyOf(env.https_proxy || env.HTTPS_PROXY) ?? http;
  const exceptions = env.no_proxy || env.NO_PROXY;
  const dispatcher = new EnvHttpProxyAgent({
    // Given in any case: else the agent looks at the process's environment.
    httpProxy: http?.href ?? "",
    httpsProxy: https?.href ?? "",
    noProxy: exceptions === "*" ? "*" : [exceptions, DIRECT].filter(Boolean).join(","),
  });
  return {
    // The types of two releases do not agree; what the client sends is an address, texts and a signal.
    async fetch(input, { method = "GET", headers, body, redirect = "manual", signal } = {}) {
      if (input instanceof Request) throw new TypeError("Give an address, not a request");
      const content = typeof body === "string" || body instanceof URLSearchParams ? { body: String(body) } : {};
      const entries = Object.fromEntries(new Headers(headers));
      return fetch(input, { method, headers: entries, ...content, redirect, signal: signal ?? null, dispatcher });
    },
    proxy: https && (exceptions ? `${https.origin}, except for ${exceptions}` : https.origin),
    close: () => dispatcher.close(),
  };
}

/** As curl reads it: the scheme may be left out. */
function proxyOf(written: string | undefined): URL | undefined {
  if (!written) return undefined;
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(written) ? written : `http://${written}`;
  if (URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)) return new URL(address);
  throw new UsageError("The proxy in `HTTPS_PROXY` or `HTTP_PROXY` is no address; write it as http://host:port");
}

/** From Node 22.19 and 24.5 on; before, `node --use-system-ca` does it. `NODE_EXTRA_CA_CERTS` is among the default ones. */
function trustSystem(): void {
  if (!("setDefaultCACertificates" in tls)) return;
  tls.setDefaultCACertificates([...tls.getCACertificates("default"), ...tls.getCACertificates("system")]);
}
