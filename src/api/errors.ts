// Expected operational trouble of talking to the service, as a few small classes a caller can tell apart with
// `instanceof`. Each message says what happened, each remedy what to do next, each action what a button could do about
// it. No token and no header value ever gets into any of them.
import { explain } from "./explain.ts";

/** What a user can do about an error with one press; the editor gives each its button. */
export type Action = "sign-in" | "open-logs" | "retry" | "copy-details";

export abstract class ApiError extends Error {
  /** What to do next, as a sentence without full stop. */
  abstract readonly remedy: string;
  /** The most useful one first. */
  abstract readonly actions: readonly Action[];
  /** Verb and path, such as `PUT /api/2.0/serving-endpoints/multi-model/config`. */
  readonly call: string;

  constructor(message: string, call: string, options?: ErrorOptions) {
    super(message, options);
    this.call = call;
    this.name = new.target.name;
  }

  /** Everything worth telling somebody else about it, in lines. Holds no secret: the classes are given none. */
  get details(): string {
    const why = causes(this.cause);
    return [`${this.message}. ${this.remedy}`, this.call, ...(why === "" ? [] : [`Because: ${why}`])].join("\n");
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
  readonly actions: readonly Action[];

  constructor(refusal: Refusal, call: string) {
    const { what, remedy, actions } = explain(refusal, call);
    super(`${what} (${refusal.status}${refusal.code ? ` ${refusal.code}` : ""})`, call);
    this.status = refusal.status;
    if (refusal.code !== undefined) this.code = refusal.code;
    if (refusal.requestId !== undefined) this.requestId = refusal.requestId;
    this.detail = refusal.detail;
    if (refusal.servedEntity !== undefined) this.servedEntity = refusal.servedEntity;
    if (refusal.retryAfter !== undefined) this.retryAfter = refusal.retryAfter;
    if (refusal.body !== undefined) this.body = refusal.body;
    this.remedy = remedy;
    this.actions = actions;
  }

  override get details(): string {
    const own = this.detail === "" ? [] : [`The service says: ${this.detail}`];
    const id = this.requestId === undefined ? [] : [`Request id: ${this.requestId}`];
    return [super.details, ...own, ...id].join("\n");
  }
}

/** The credentials are missing, expired or not accepted. */
export class NotSignedIn extends Refused {}

/** The endpoint is there and does not serve: stopped, or never deployed. */
export class NotReady extends Refused {}

/** Why no answer came. */
export type Obstacle = "name" | "refused" | "network" | "proxy" | "certificate" | "reset" | "other";

/** No answer: the host cannot be found, is not trusted, refuses the connection, or the connection broke. */
export class Unreachable extends ApiError {
  readonly obstacle: Obstacle;
  readonly remedy: string;
  readonly actions = ["retry", "copy-details"] as const;
  /** The request certainly did not arrive, so that even a write may be sent again. */
  readonly unsent: boolean;

  constructor(
    message: string,
    call: string,
    why: { obstacle: Obstacle; remedy: string; unsent: boolean; cause: unknown },
  ) {
    super(message, call, { cause: why.cause });
    this.obstacle = why.obstacle;
    this.remedy = why.remedy;
    this.unsent = why.unsent;
  }
}

/** No answer in time. The request may have arrived all the same, unless it is `unsent`. */
export class TimedOut extends ApiError {
  readonly remedy = "Try again; a model that scales from zero can take minutes to answer";
  readonly actions = ["retry", "copy-details"] as const;
  readonly unsent: boolean;

  constructor(message: string, call: string, options: { cause?: unknown; unsent?: boolean } = {}) {
    super(message, call, "cause" in options ? { cause: options.cause } : {});
    this.unsent = options.unsent ?? false;
  }
}

/** What came instead of an answer of this API. */
export type Oddity = "redirect" | "page" | "not-json" | "other" | "broken-off";

/** An answer that is not what this API sends: a login page, a cut-off body, a redirect. */
export class Unreadable extends ApiError {
  readonly oddity: Oddity;
  readonly remedy: string;
  readonly actions = ["retry", "copy-details"] as const;

  constructor(message: string, call: string, oddity: Oddity = "other", options?: ErrorOptions) {
    super(message, call, options);
    this.oddity = oddity;
    this.remedy = ODD[oddity];
  }
}

const WRONG_PLACE = "Check that the host is a Databricks workspace and that no proxy answers in its place";
const ODD: Readonly<Record<Oddity, string>> = {
  redirect: WRONG_PLACE,
  page: "Sign in to the network or VPN that asks for it, and check that the host is a Databricks workspace",
  "not-json": WRONG_PLACE,
  other: WRONG_PLACE,
  "broken-off": "Try again; if it stays, a proxy or firewall on the way may be cutting answers short",
};

/** What is configured for a connection cannot be used as it stands: the host, a profile, the file it comes from. */
export class Misconfigured extends ApiError {
  readonly remedy: string;
  readonly actions = ["sign-in", "copy-details"] as const;

  constructor(message: string, call: string, remedy: string, options?: ErrorOptions) {
    super(message, call, options);
    this.remedy = remedy;
  }
}

/** The messages of what lies under an error, outermost first. */
function causes(cause: unknown): string {
  const told: string[] = [];
  for (let at = cause; at instanceof Error; at = at.cause) {
    const code = "code" in at && typeof at.code === "string" && !at.message.includes(at.code) ? ` (${at.code})` : "";
    if (at.message !== "") told.push(`${at.message}${code}`);
  }
  return told.join(": ");
}
