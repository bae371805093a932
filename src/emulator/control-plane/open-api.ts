// The query schema of an endpoint as OpenAPI 3.1, one path per served entity. The columns of a custom model are those of
// the seed; without any the schema leaves them open, as the emulator knows no signature.
// https://docs.databricks.com/machine-learning/model-serving/manage-serving-endpoints
import { ours } from "../messages.ts";
import { taskOf } from "../workspace/config.ts";
import type { Endpoint } from "../workspace/endpoint.ts";

/** `origin` is scheme, host and port. Throws a `ServiceError` for an endpoint that is not READY. */
export function openApi({ name, life, settings }: Endpoint, origin: string): unknown {
  const { active, stopped } = life;
  if (active === undefined || stopped) throw ours.noSchema(name);
  const operations = active.config.entities.map((entity) => {
    const { task = taskOf(entity), columns } = settings[entity.name] ?? {};
    return [`/served-models/${entity.name}/invocations`, operationOf(task, columns)] as const;
  });
  const [first] = operations;
  return {
    openapi: "3.1.0",
    info: { title: name, version: String(active.version) },
    servers: [{ url: `${origin}/serving-endpoints/${name}` }],
    paths: { ...Object.fromEntries(operations), ...(first === undefined ? {} : { "/invocations": first[1] }) },
  };
}

function operationOf(task: string | undefined, columns: Readonly<Record<string, string>> | undefined): unknown {
  const [input, output] = task === undefined ? [tableInput(columns ?? {}), predictions] : taskSchemas(task);
  return {
    post: {
      requestBody: { required: true, ...json(input) },
      responses: { 200: { description: "Successful operation", ...json(output) } },
    },
  };
}

function taskSchemas(task: string): [input: unknown, output: unknown] {
  const text = { type: "string" };
  const texts = { oneOf: [text, { type: "array", items: text }] };
  const object = { type: "object" };
  if (task.endsWith("/embeddings")) return [needs("input", texts), needs("data", { type: "array", items: object })];
  if (task.endsWith("/completions")) return [needs("prompt", texts), needs("choices", { type: "array" })];
  if (task.endsWith("/responses")) return [needs("input", {}), needs("output", { type: "array" })];
  return [needs("messages", { type: "array", minItems: 1, items: object }), needs("choices", { type: "array" })];
}

const predictions = needs("predictions", { type: "array" });

function tableInput(columns: Readonly<Record<string, string>>): unknown {
  const names = Object.keys(columns);
  const types = Object.values(columns).map(schemaOf);
  const known = names.length > 0;
  const split = {
    type: "object",
    required: ["data"],
    properties: {
      index: { type: "array", items: { type: "integer" } },
      columns: { type: "array", items: { type: "string", ...(known ? { enum: names } : {}) } },
      data: { type: "array", items: { type: "array", ...(known ? { prefixItems: types } : {}) } },
    },
  };
  const properties = Object.fromEntries(names.map((name, index) => [name, types[index]]));
  const record = { type: "object", ...(known ? { required: names, properties } : {}) };
  return {
    oneOf: [
      { ...needs("dataframe_split", split), title: "dataframe_split" },
      { ...needs("dataframe_records", { type: "array", items: record }), title: "dataframe_records" },
    ],
  };
}

/** MLflow's column types: mlflow, types/schema.py. */
function schemaOf(type: string): object {
  switch (type) {
    case "integer":
    case "long":
      return { type: "integer" };
    case "float":
    case "double":
      return { type: "number", format: type };
    case "boolean":
      return { type: "boolean" };
    case "string":
    case "binary":
    case "datetime":
      return { type: "string" };
    default:
      return {};
  }
}

function needs(field: string, schema: unknown): object {
  return { type: "object", required: [field], properties: { [field]: schema } };
}

function json(schema: unknown): { content: unknown } {
  return { content: { "application/json": { schema } } };
}
