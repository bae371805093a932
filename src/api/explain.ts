// What a refusal means to the one who asked: a sentence, what to do next, and which buttons help. It words statuses and
// codes; the service's own text is only read where nothing else tells two cases apart.
import type { Action, Refusal } from "./errors.ts";

export interface Explanation {
  readonly what: string;
  readonly remedy: string;
  readonly actions: readonly Action[];
}

/** `call` is verb and path: a missing scope is not a missing endpoint. */
export function explain(refusal: Refusal, call: string): Explanation {
  const { status } = refusal;
  if (refusesToken(refusal))
    return told("The credentials were not accepted", "Sign in again or choose another profile", "sign-in");
  if (meansNotReady(refusal))
    return told("The endpoint is there but not ready", "Start it, or wait for its deployment", "retry", "open-logs");
  if (status === 403) return told("This user may not do that", "Ask the endpoint's owner for the permission");
  if (status === 404) return missing(refusal, call);
  if (status === 409) return conflict(refusal);
  if (status === 429) return told("Too many requests", "Wait a minute, or raise the endpoint's limit", "retry");
  if (status >= 500)
    return told("The service failed", "Try again; if it stays, look at the served entity's logs", "retry", "open-logs");
  return told("The service refused the request", "See the details for what it did not accept");
}

/**
 * Some workspaces answer a token they do not know with 403 instead of 401; then only the text tells it from a missing
 * permission.
 */
export function refusesToken({ status, code, detail }: Refusal): boolean {
  // The code is OAuth's own (RFC 6749, section 5.2); it may come with status 400.
  return status === 401 || code === "invalid_client" || (status === 403 && /^invalid access token/i.test(detail));
}

/**
 * A stopped endpoint is documented to answer 400
 * (https://docs.databricks.com/machine-learning/model-serving/manage-serving-endpoints). UNCERTAIN: its code and text
 * are published nowhere, so both words are looked for.
 */
export function meansNotReady({ status, detail }: Refusal): boolean {
  return (
    status === 400 && /^[^{]*\b(?:endpoint|served entity|served model)\b[^{]*\b(?:not ready|stopped)\b/i.test(detail)
  );
}

function missing({ code }: Refusal, call: string): Explanation {
  if (!call.includes("/serving-endpoints"))
    return told("What was asked for does not exist, or this user may not see it", "Check its name", "retry");
  // The service's text for this code asks to check "the specified model and version deployment".
  if (code === "ENDPOINT_NOT_FOUND")
    return told(
      "There is no such endpoint or served entity, or none of it is deployed yet",
      "Refresh the list; it may have been deleted or renamed, or its first deployment is still running",
      "retry",
    );
  return told(
    "There is no such endpoint or served entity",
    "Refresh the list; it may have been deleted or renamed",
    "retry",
  );
}

function conflict({ code }: Refusal): Explanation {
  return code === "RESOURCE_CONFLICT"
    ? told("Another update is running", "Wait until it has settled, then try again", "retry")
    : told("It conflicts with what exists already", "Refresh and compare with the live state");
}

function told(what: string, remedy: string, ...actions: Action[]): Explanation {
  return { what, remedy, actions: [...actions, "copy-details"] };
}
