// The query schema of an endpoint as OpenAPI, with the skeleton the service answers and no columns: the emulator knows
// no signature. https://docs.databricks.com/machine-learning/model-serving/manage-serving-endpoints
import { taskOf } from "./config.ts";
import { ours } from "./messages.ts";
import type { Endpoint } from "./store.ts";

/** Throws a `ServiceError` for an endpoint that is not READY. */
export function openApi({ name, life, settings }: Endpoint): unknown {
  const { active } = life;
  if (active === undefined) throw ours.noSchema(name);
  const operations = active.config.entities.map((entity) => {
    const operation = {
      post: { requestBody: json(inputOf(settings[entity.name]?.task ?? taskOf(entity))), responses },
    };
    return [`/served-models/${entity.name}/invocations`, operation] as const;
  });
  const [first] = operations;
  return {
    openapi: "3.1.0",
    info: { title: name, version: String(active.version) },
    servers: [{ url: `/serving-endpoints/${name}` }],
    paths: { ...Object.fromEntries(operations), ...(first === undefined ? {} : { "/invocations": first[1] }) },
  };
}

const responses = { 200: { description: "Successful operation", ...json({ type: "object" }) } };

function inputOf(task: string | undefined): unknown {
  if (task?.endsWith("/embeddings")) return needs("input", {});
  if (task?.endsWith("/completions")) return needs("prompt", {});
  if (task !== undefined) return needs("messages", { type: "array", items: { type: "object" } });
  const table = {
    type: "object",
    required: ["data"],
    properties: { columns: { type: "array" }, data: { type: "array" } },
  };
  return {
    oneOf: [needs("dataframe_split", table), needs("dataframe_records", { type: "array", items: { type: "object" } })],
  };
}

function needs(field: string, schema: unknown): unknown {
  return { type: "object", required: [field], properties: { [field]: schema } };
}

function json(schema: unknown): { content: unknown } {
  return { content: { "application/json": { schema } } };
}
