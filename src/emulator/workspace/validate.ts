// What is refused with 400 before a body is taken: whatever the engine calls an error, in the service's words where they
// are known (messages.ts), so that the emulator and the editor agree on what is wrong.
import { type Finding, lint, type Shape } from "../../engine/index.ts";
import { invalid, ours, refusedInUpdate, tolerated, words } from "../messages.ts";

export type BodyShape = Extract<
  Shape,
  "create-body" | "config-body" | "pt-create-body" | "pt-config-body" | "ai-gateway-body"
>;

/** Throws a `ServiceError` with the most telling reason, the service's own words first; returns where there is none. */
export function validate(body: unknown, shape: BodyShape): void {
  if (typeof body !== "object" || body === null || Array.isArray(body)) throw ours.wrongType("body", "an object");
  const text = JSON.stringify(body);
  const reasons = lint(text, "json", { shape })
    .findings.filter((finding) => isRefused(finding, shape))
    .map(({ rule, message, range }) => ({
      known: Object.hasOwn(words, rule) ? words[rule]?.(text.slice(range.start, range.end)) : undefined,
      message,
    }));
  const [reason] = [...reasons.filter(({ known }) => known !== undefined), ...reasons];
  if (reason !== undefined) throw invalid(reason.known ?? reason.message);
}

function isRefused({ rule, severity }: Finding, shape: BodyShape): boolean {
  if (tolerated.has(rule)) return false;
  return severity === "error" || (shape === "config-body" && refusedInUpdate.has(rule));
}
