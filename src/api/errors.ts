// Expected operational trouble of talking to the service, as six small classes a caller can tell apart with
// `instanceof`. Each message says what happened, each remedy what to do next. No token and no header value ever gets
// into either.

export abstract class ApiError extends Error {
  /** What to do next, as a sentence without full stop. */
  abstract readonly remedy: string;
  /** Verb and path, such as `PUT /api/2.0/serving-endpoints/multi-model/config`. */
  readonly call: string;

  constructor(message: string, call: string, options?: ErrorOptions) {
    super(message, options);
    this.call = call;
    this.name = new.target.name;
  }
}

export interface Refusal {
  status: number;
  /** The service's `error_code`, such as RESOURCE_CONFLICT; absent where the answer named none. */
  code?: string;
  requestId?: string;
  /** The service's own text, shown in the details and never instead of our sentence. */
  detail: string;
  /** The served entity that refused a query, where the answer named one. */
  servedEntity?: string;
  /** Seconds the service asks to wait before the next try. */
  retryAfter?: number;
  /** The whole body as it came. */
  body?: string;
}

/** The service answered, and the answer is no. */
export class Refused extends ApiError implements Refusal {
  readonly status: number;
  readonly code?: string;
  readonly requestId?: string;
  readonly detail: string;
  readonly servedEntity?: string;
  readonly retryAfter?: number;
  readonly body?: string;
  readonly remedy: string;

  constructor(refusal: Refusal, call: string) {
    const { what, remedy } = explain(refusal);
    super(`${what} (${refusal.status}${refusal.code ? ` ${refusal.code}` : ""})`, call);
    this.status = refusal.status;
    if (refusal.code !== undefined) this.code = refusal.code;
    if (refusal.requestId !== undefined) this.requestId = refusal.requestId;
    this.detail = refusal.detail;
    if (refusal.servedEntity !== undefined) this.servedEntity = refusal.servedEntity;
    if (refusal.retryAfter !== undefined) this.retryAfter = refusal.retryAfter;
    if (refusal.body !== undefined) this.body = refusal.body;
    this.remedy = remedy;
  }
}

/** The credentials are missing, expired or not accepted. */
export class NotSignedIn extends Refused {}

/** No answer: the host cannot be found, refuses the connection, or the connection broke. */
export class Unreachable extends ApiError {
  readonly remedy = "Check the host, the network and the proxy, then try again";
}

/** No answer in time. The request may have arrived all the same. */
export class TimedOut extends ApiError {
  readonly remedy = "Try again; a model that scales from zero can take minutes to answer";
}

/** An answer that is not what this API sends: a login page, a cut-off body, a redirect. */
export class Unreadable extends ApiError {
  readonly remedy = "Check that the host is a Databricks workspace and that no proxy answers in its place";
}

/** What is configured for a connection cannot be used as it stands: the host, a profile, the file it comes from. */
export class Misconfigured extends ApiError {
  readonly remedy: string;

  constructor(message: string, call: string, remedy: string, options?: ErrorOptions) {
    super(message, call, options);
    this.remedy = remedy;
  }
}

/**
 * Some workspaces answer a token they do not know with 403 instead of 401; then only the text tells it from a missing
 * permission.
 */
export function refusesToken({ status, detail }: Refusal): boolean {
  return status === 401 || (status === 403 && /^invalid access token/i.test(detail));
}

function explain(refusal: Refusal): { what: string; remedy: string } {
  const { status, code } = refusal;
  if (refusesToken(refusal))
    return { what: "The credentials were not accepted", remedy: "Sign in again or choose another profile" };
  if (status === 403)
    return { what: "This user may not do that", remedy: "Ask the endpoint's owner for the permission" };
  if (status === 404)
    return {
      what: "There is no such endpoint or served entity",
      remedy: "Refresh the list; it may have been deleted or renamed",
    };
  if (status === 409 && code === "RESOURCE_CONFLICT")
    return { what: "Another update is running", remedy: "Wait until it has settled, then try again" };
  if (status === 409)
    return { what: "It conflicts with what exists already", remedy: "Refresh and compare with the live state" };
  if (status === 429) return { what: "Too many requests", remedy: "Wait a minute, or raise the endpoint's limit" };
  if (status >= 500)
    return { what: "The service failed", remedy: "Try again; if it stays, look at the served entity's logs" };
  return { what: "The service refused the request", remedy: "See the details for what it did not accept" };
}
