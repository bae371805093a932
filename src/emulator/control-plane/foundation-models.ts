// The endpoints that Databricks provides in every workspace and bills by the token. They are there, answer, and cannot
// be changed. https://docs.databricks.com/machine-learning/foundation-model-apis/supported-models
import { routeTo } from "../workspace/config.ts";
import type { Endpoint } from "../workspace/endpoint.ts";
import { newborn } from "../workspace/lifecycle.ts";
import { newId } from "../workspace/store.ts";

/** A few of each kind, for an emulator that nobody told what to hold. Which ones a workspace has changes with time. */
export const USUAL_FOUNDATION_MODELS: readonly string[] = [
  "databricks-claude-sonnet-4",
  "databricks-gte-large-en",
  "databricks-meta-llama-3-3-70b-instruct",
];

/** The key set is one that was seen in a list of the service. */
export function foundationEndpoint(name: string, now: number): Endpoint {
  const model = name.replace(/^databricks-/, "");
  const docs = `https://docs.databricks.com/machine-learning/foundation-model-apis/supported-models#${model}`;
  const foundation_model = { name: model, display_name: model, docs, description: "" };
  const config = { entities: [{ name, foundation_model }], routes: [routeTo(name, 100)] };
  return {
    id: newId(),
    name,
    createdAt: now,
    updatedAt: now,
    life: { ...newborn, version: 1, active: { version: 1, startedAt: now, readyAt: now, config } },
    fields: {},
    hidden: {},
    grants: [],
    settings: {},
  };
}
