// Examines a connection step by step: what is configured, whether the host is reached and trusted, who one is there, and
// whether the endpoints may be listed. Its findings are plain data for one screen, fit to be copied: there is no secret
// in them.
import { connect } from "./client.ts";
import { ApiError, Unreachable } from "./errors.ts";
import type { Config } from "./sign-in/config.ts";
import type { Credentials } from "./sign-in/credentials.ts";
import { noAnswer } from "./trouble.ts";

export interface Check {
  readonly title: string;
  /** `unknown` is neither good nor bad. */
  readonly verdict: "good" | "bad" | "unknown";
  readonly text: string;
  /** What to do next, where it is bad. */
  readonly remedy?: string;
}

export interface Patient {
  /** Rejects with what is wrong with the configuration. */
  readonly config: () => Promise<Config>;
  readonly signIn: (config: Config) => Credentials;
  readonly fetch: typeof globalThis.fetch;
  /** In words and without its password; undefined where there is none. */
  readonly proxy: string | undefined;
}

/** What is found out, in the order in which it is; stops where the next step would make no sense. */
export async function examine(patient: Patient, signal?: AbortSignal): Promise<Check[]> {
  const checks: Check[] = [];
  try {
    const config = await patient.config();
    checks.push(...configured(config), info("Proxy", patient.proxy ?? "none"));
    const credentials = patient.signIn(config);
    checks.push(...(await reach(config.host, patient.fetch, signal)), ...(await signedIn(credentials, config)));
    if (checks.every(({ verdict }) => verdict !== "bad"))
      checks.push(...(await allowed(config, credentials, patient, signal)));
  } catch (error) {
    checks.push(failed("Configuration", error));
  }
  return checks;
}

/** A line for each check, and one for each remedy. */
export function rendered(checks: readonly Check[]): string {
  const width = Math.max(...checks.map(({ title }) => title.length));
  const marks: Readonly<Record<Check["verdict"], string>> = { good: "✓", bad: "✗", unknown: "·" };
  return checks
    .flatMap(({ title, verdict, text, remedy }) => [
      `${marks[verdict]} ${title.padEnd(width)}  ${text}`,
      ...(remedy === undefined ? [] : [`  ${" ".repeat(width)}  ${remedy}`]),
    ])
    .map((line) => `${line}\n`)
    .join("");
}

function configured({ host, workspaceId, profile, file, methods, origin }: Config): Check[] {
  return [
    info("Profile", profile === undefined ? "none" : `${profile} (${file})`),
    info("Host", `${host} (${origin("host")})`),
    ...(workspaceId === undefined ? [] : [info("Workspace id", workspaceId)]),
    info("Ways to sign in", methods.join(", then ")),
  ];
}

/** More than this, and tokens that live for minutes look expired, or not yet valid. */
const SKEW_SECONDS = 60;
const LIMIT = 15_000;

/** A request without credentials: any answer will do, and the usual one is 401. */
async function reach(host: string, fetch: typeof globalThis.fetch, signal: AbortSignal | undefined): Promise<Check[]> {
  const call = "GET /api/2.0/serving-endpoints";
  const start = performance.now();
  try {
    const limit = AbortSignal.timeout(LIMIT);
    const ended = signal === undefined ? limit : AbortSignal.any([signal, limit]);
    const response = await fetch(`${host}/api/2.0/serving-endpoints`, { redirect: "manual", signal: ended });
    const latency = Math.round(performance.now() - start);
    await response.body?.cancel();
    return [
      good("Connection", `answers in ${latency} ms`),
      host.startsWith("https:")
        ? good("Certificate", "trusted")
        : info("Certificate", "none, plain http on this machine"),
      clock(response.headers.get("date"), Date.now()),
    ];
  } catch (cause) {
    signal?.throwIfAborted();
    const error = noAnswer(host, call, cause);
    const distrusted = error instanceof Unreachable && error.obstacle === "certificate";
    return [failed(distrusted ? "Certificate" : "Connection", error)];
  }
}

function clock(date: string | null, now: number): Check {
  const there = Date.parse(date ?? "");
  if (Number.isNaN(there)) return info("Clock", "the host does not tell its time");
  // The header has whole seconds.
  const skew = Math.round((now - there) / 1000);
  if (Math.abs(skew) <= SKEW_SECONDS) return good("Clock", `within ${Math.max(1, Math.abs(skew))} s of the host's`);
  return {
    title: "Clock",
    verdict: "bad",
    text: `${Math.abs(skew)} s ${skew > 0 ? "ahead of" : "behind"} the host's`,
    remedy: "Set this machine's clock; tokens are refused when it is wrong",
  };
}

async function signedIn(credentials: Credentials, { host }: Config): Promise<Check[]> {
  try {
    await credentials.token();
    return [good("Sign-in", `${credentials.method()} has a token for ${host}`)];
  } catch (error) {
    return [failed("Sign-in", error)];
  }
}

async function allowed(
  { host, workspaceId }: Config,
  credentials: Credentials,
  { fetch }: Patient,
  signal: AbortSignal | undefined,
): Promise<Check[]> {
  const workspace = workspaceId === undefined ? {} : { workspaceId };
  const timeouts = { overall: LIMIT };
  const api = connect({ host, ...workspace, ...credentials, fetch, timeouts, pause: async () => {} });
  const options = signal === undefined ? {} : { signal };
  const attempt = async (title: string, work: () => Promise<string>) => {
    try {
      return good(title, await work());
    } catch (error) {
      signal?.throwIfAborted();
      return failed(title, error);
    }
  };
  const who = await attempt("Signed in as", () => api.me(options));
  const list = await attempt("Endpoints", async () => {
    const { length } = await api.list(options);
    return `may be listed; there ${length === 1 ? "is 1" : `are ${length}`}`;
  });
  // The route is a preview, and not everybody may use it: its refusal says nothing about endpoints.
  return [list.verdict === "good" && who.verdict === "bad" ? info(who.title, "the host does not say") : who, list];
}

function good(title: string, text: string): Check {
  return { title, verdict: "good", text };
}

function info(title: string, text: string): Check {
  return { title, verdict: "unknown", text };
}

function failed(title: string, error: unknown): Check {
  if (error instanceof ApiError) return { title, verdict: "bad", text: error.message, remedy: error.remedy };
  throw error;
}
