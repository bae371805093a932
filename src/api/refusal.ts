// Reads an answer with an error status in all the shapes the service and the proxies before it send. It words nothing
// for people: that is errors.ts.
import { NotReady, NotSignedIn, type Refusal, Refused } from "./errors.ts";
import { meansNotReady, refusesToken } from "./explain.ts";
import { isRecord, parseJson } from "./json.ts";

/**
 * The error of an answer with status 400 or more. `secrets` are cut out of whatever the answer echoes. Shapes:
 * databricks-sdk-go, apierr/errors.go (`error_code` as text or number, `error`, `detail`, "CODE: text", HTML with
 * `<pre>`).
 */
export function readRefusal(response: Response, text: string, call: string, secrets: readonly string[]): Refused {
  const without = (told: string) => secrets.reduce((rest, secret) => rest.replaceAll(secret, "…"), told);
  const body = without(text);
  const { code, detail, requestId: inBody } = readBody(body);
  const requestId = requestIdOf(response.headers) ?? inBody;
  const servedEntity = response.headers.get("served-model-name");
  const retryAfter = secondsOf(response.headers.get("retry-after"));
  const refusal: Refusal = {
    status: response.status,
    detail,
    body,
    ...(code === undefined ? {} : { code }),
    ...(requestId === undefined ? {} : { requestId: without(requestId) }),
    ...(servedEntity === null ? {} : { servedEntity: without(servedEntity) }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
  if (refusesToken(refusal)) return new NotSignedIn(refusal, call);
  return meansNotReady(refusal) ? new NotReady(refusal, call) : new Refused(refusal, call);
}

/** The id to quote to the service's support. Clients in the wild read either header; no official page names one. */
export function requestIdOf(headers: Headers): string | undefined {
  return headers.get("x-databricks-request-id") ?? headers.get("x-request-id") ?? undefined;
}

interface Body {
  code?: string;
  detail: string;
  requestId?: string;
}

function readBody(text: string): Body {
  const json = parseJson(text);
  if (isRecord(json)) return readRecord(json, text);
  const coded = /^([A-Z][A-Z_]+): (.*)$/s.exec(typeof json === "string" ? json : text.trim());
  if (coded?.[1] !== undefined && coded[2] !== undefined) return { code: coded[1], detail: coded[2] };
  const preformatted = /<pre>(.*?)<\/pre>/is.exec(text)?.[1]?.trim();
  return { detail: preformatted ?? (typeof json === "string" ? json : text.trim()) };
}

function readRecord(json: Record<string, unknown>, text: string): Body {
  // A token endpoint's shape (RFC 6749, section 5.2).
  if (typeof json.error === "string" && typeof json.error_description === "string")
    return { code: json.error, detail: json.error_description };
  const inner = isRecord(json.error) ? json.error : {};
  const code = [json.error_code, inner.code].find((value) => typeof value === "string" || typeof value === "number");
  const detail = [json.message, json.error, inner.message, json.detail].find((value) => typeof value === "string");
  const requestId = requestIdIn(json.details);
  return {
    detail: typeof detail === "string" ? detail : text.trim(),
    ...(code === undefined || code === "" ? {} : { code: String(code) }),
    ...(requestId === undefined ? {} : { requestId }),
  };
}

function requestIdIn(details: unknown): string | undefined {
  if (!Array.isArray(details)) return undefined;
  const id: unknown = details.filter(isRecord).find((detail) => typeof detail.request_id === "string")?.request_id;
  return typeof id === "string" ? id : undefined;
}

/** Retry-After is whole seconds or a date (RFC 9110, section 10.2.3). */
function secondsOf(retryAfter: string | null): number | undefined {
  if (retryAfter === null) return undefined;
  if (/^\d+$/.test(retryAfter)) return Number(retryAfter);
  const date = Date.parse(retryAfter);
  return Number.isNaN(date) ? undefined : Math.max(0, (date - Date.now()) / 1000);
}
