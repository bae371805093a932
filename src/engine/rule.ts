// The shape of a rule: metadata, a check over what has been read, and examples that prove it. A rule sees the located
// model and never the format, so what it says holds for JSON and YAML alike.
import type { Fix, Severity } from "./finding.ts";
import type { Shape } from "./locate.ts";
import type { Endpoint } from "./model.ts";
import type { Document, Format, Range } from "./tree.ts";

/** What a check yields; the rule's id and severity make it a finding. */
export interface Problem {
  readonly range: Range;
  readonly message: string;
  readonly fixes?: readonly Fix[];
  /** Where this one weighs differently than the rule in general. */
  readonly severity?: Severity;
}

/**
 * A document that breaks the rule in exactly one place, and the same document put right. The law of examples holds
 * `bad`, its first fix and `good` together, in YAML as written and in the JSON derived from it.
 */
export interface Example {
  readonly bad: string;
  readonly good: string;
  /** The only format the example makes sense in; both where absent. */
  readonly format?: Format;
  /** The mistake cannot be put right by a fix, because nobody can know what was meant. */
  readonly unfixable?: boolean;
}

export interface Rule {
  /** Kebab-case, states what holds; also the file's name. A published contract: never renamed. */
  readonly id: string;
  readonly severity: Severity;
  readonly summary: string;
  readonly rationale: string;
  /** The shapes it judges; `REQUESTS` where absent. */
  readonly shapes?: readonly Shape[];
  /** Where the fact about the service is documented. */
  readonly reference: string;
  readonly examples: readonly Example[];
  /** Judges one endpoint. A document may hold several. */
  check?(endpoint: Endpoint): Iterable<Problem>;
  /** Judges the text as such, before anybody knows what it describes. */
  checkDocument?(document: Document): Iterable<Problem>;
}

/** Complete configs: what is not in them is missing. */
export const WHOLE: readonly Shape[] = [
  "create-body",
  "config-body",
  "pt-create-body",
  "pt-config-body",
  "ai-gateway-body",
  "bundle-resource",
];

/** Whatever somebody means to send. An override of a bundle's target holds only what it changes. */
export const REQUESTS: readonly Shape[] = [...WHOLE, "bundle-override"];
