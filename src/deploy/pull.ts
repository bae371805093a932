// A live endpoint as a config file: what a request would say to make it as it is, with a remark for each thing that the
// service keeps to itself.
import type { ServingEndpoint } from "../api/types.ts";
import { isExternal, isProvisioned, outputOnly } from "./fields.ts";
import type { JsonObject } from "./json.ts";
import { without } from "./json.ts";
import { requestFrom } from "./request.ts";

export interface Pulled {
  readonly body: JsonObject;
  /** What the body cannot hold because no answer has it; sentences without full stop. */
  readonly remarks: readonly string[];
}

/** The create body of an endpoint as `get` answers it. Without a deployed config it has none. */
export function pulled(live: ServingEndpoint): Pulled {
  const { name, config, ...rest } = without(live, outputOnly.endpoint);
  const request = live.config && requestFrom(live.config);
  const kept = Object.fromEntries(Object.entries(rest).filter(([, value]) => !isBlank(value)));
  return { body: { name: live.name, ...(request && { config: request }), ...kept }, remarks: remarksOn(live) };
}

/** The pulled body as JSON with comments, ready to be saved as `NAME.serving.jsonc`. */
export function pulledText({ body, remarks }: Pulled, from: string): string {
  const comments = [`Pulled from ${from}`, ...remarks].map((remark) => `// ${remark}.\n`);
  return `${comments.join("")}${JSON.stringify(body, null, 2)}\n`;
}

function remarksOn({ config }: ServingEndpoint): string[] {
  const entities = config?.served_entities ?? [];
  const names = (some: typeof entities) => some.map(({ name }) => `\`${name}\``).join(", ");
  const external = entities.filter(isExternal);
  const sized = entities.filter(isProvisioned);
  return [
    ...(external.length > 0
      ? [`Credentials that were given in plain text are never returned; check those of ${names(external)}`]
      : []),
    ...(sized.length > 0 ? [`\`burst_scaling_enabled\` is never returned; check ${names(sized)}`] : []),
  ];
}

/** Server defaults that say nothing: an empty description, no tags. */
function isBlank(value: unknown): boolean {
  return value === "" || value === false || value === null || (Array.isArray(value) && value.length === 0);
}
