// The routes of the data plane, which stand outside of /api/2.0: an endpoint's own, those of one served entity, and
// OpenAI's, where the endpoint's name is the `model` of the body.
// https://docs.databricks.com/machine-learning/model-serving/score-foundation-models
import { type Answer, type Entry, type Handler, nameOf, type Request } from "../http.ts";
import { ours, seen } from "../messages.ts";
import type { World } from "../world.ts";
import type { Format, Question } from "./answers.ts";
import { invoke } from "./invoke.ts";

const ONE = "/serving-endpoints/{name}";

export const dataPlane: readonly Entry[] = [
  { verb: "POST", path: `${ONE}/invocations`, handle: invocations },
  { verb: "POST", path: `${ONE}/served-models/{servedEntity}/invocations`, handle: invocations },
  { verb: "POST", path: "/serving-endpoints/chat/completions", handle: openAi("chat") },
  { verb: "POST", path: "/serving-endpoints/completions", handle: openAi("completions") },
  { verb: "POST", path: "/serving-endpoints/embeddings", handle: openAi("embeddings") },
  { verb: "POST", path: "/serving-endpoints/responses", handle: openAi("responses") },
];

/** Which endpoint a request of the data plane or of the control plane is about; undefined where its path tells none. */
export function endpointOf({ path, params, text }: Request): string | undefined {
  if (params.name !== undefined) return params.name;
  return path.startsWith("/serving-endpoints/") ? modelOf(text) : undefined;
}

function invocations(request: Request, world: World): Answer | Promise<Answer> {
  const { text, contentType, signal, params } = request;
  const { servedEntity } = params;
  const endpoint = world.store.find(nameOf(request));
  const body = () => inputOf(text, contentType);
  return invoke({ endpoint, servedEntity, format: undefined, text, body, signal }, world);
}

function openAi(format: Format): Handler {
  return ({ text, signal }, world) => {
    const model = modelOf(text);
    if (model === undefined) throw ours.missing("model");
    const body = () => jsonOf(text);
    const endpoint = world.store.find(model);
    return invoke({ endpoint, servedEntity: undefined, format, text, body, signal }, world);
  };
}

function modelOf(text: string): string | undefined {
  try {
    const { model } = jsonOf(text);
    return typeof model === "string" ? model : undefined;
  } catch {
    // What is wrong with the body is told by whoever has to answer it.
    return undefined;
  }
}

function inputOf(text: string, contentType: string): Question["body"] {
  if (contentType === "text/csv") return text;
  if (contentType === "application/json") return jsonOf(text);
  throw seen.contentType(contentType);
}

function jsonOf(text: string): Readonly<Record<string, unknown>> {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (error) {
    throw seen.notJson(error instanceof Error ? error.message : String(error));
  }
  if (Array.isArray(body)) throw seen.notObject("a list");
  if (isObject(body)) return body;
  throw seen.notObject(`unexpected input type '${typeof body}'`);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
