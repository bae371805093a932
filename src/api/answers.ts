// Makes values of answers' texts, tolerantly: unknown fields are kept, absent lists are empty. What one route alone
// answers with is read where that route is.
import { Unreadable } from "./errors.ts";
import { isRecord, parseJson } from "./json.ts";
import type { Reader } from "./transport.ts";

/** A reader of texts from a reader of parsed answers; an empty text is `undefined`. */
export function json<T>(read: (answer: unknown, call: string) => T): Reader<T> {
  return (text, call) => read(parse(text, call), call);
}

/** Any JSON, as it is. */
export const asIs: Reader<unknown> = json((answer) => answer);

export const text: Reader<string> = (answer) => answer;

/** For routes whose answer says nothing, or nothing that is documented. */
export function nothing(): void {}

/** The list under `key`, its records passed on; empty where the key is absent. */
export function listUnder<T>(key: string, read: (item: Record<string, unknown>) => T): Reader<T[]> {
  return json((answer, call) => {
    const list = answer === undefined ? [] : isRecord(answer) ? (answer[key] ?? []) : undefined;
    if (!Array.isArray(list)) throw new Unreadable(`The answer holds no list of \`${key}\``, call);
    return list.filter(isRecord).map(read);
  });
}

/** The text under `key`; empty where the key is absent. */
export function textUnder(key: string): Reader<string> {
  return json((answer) => (isRecord(answer) && typeof answer[key] === "string" ? answer[key] : ""));
}

function parse(answer: string, call: string): unknown {
  if (answer.trim() === "") return undefined;
  const parsed = parseJson(answer);
  if (parsed !== undefined) return parsed;
  const begun = /^\s*[[{]/.test(answer);
  throw new Unreadable(begun ? "The answer's JSON is broken or cut short" : "The answer is not JSON", call, "not-json");
}
