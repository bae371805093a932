// Starts an endpoint config from a working example of each kind.
import { window, workspace } from "vscode";
import type { Json } from "../../engine/index.ts";
import type { Command } from "../command.ts";

export const newConfig: Command = {
  id: "modelServing.newConfig",
  title: "New Endpoint Config…",
  async run({ ui }) {
    const { entities } = await ui.pick(KINDS, {
      title: "New Endpoint Config",
      placeHolder: "What does the endpoint serve?",
    });
    const content = `${JSON.stringify(configWith(entities), null, 2)}\n`;
    await window.showTextDocument(await workspace.openTextDocument({ language: "json", content }));
  },
};

type Entity = Readonly<Record<string, Json>> & { readonly name: string };

function configWith(entities: readonly Entity[]): Json {
  const routes = entities.map(({ name }, i) => ({ served_entity_name: name, traffic_percentage: i === 0 ? 90 : 10 }));
  return { name: "my-endpoint", config: { served_entities: entities, traffic_config: { routes } } };
}

function custom(name: string, version: string): Entity {
  return {
    name,
    entity_name: "catalog.schema.model",
    entity_version: version,
    workload_size: "Small",
    scale_to_zero_enabled: true,
  };
}

function throughput(name: string, version: string): Entity {
  return {
    name,
    entity_name: "system.ai.model",
    entity_version: version,
    min_provisioned_throughput: 0,
    max_provisioned_throughput: 1000,
  };
}

function external(name: string, provider: "openai" | "anthropic"): Entity {
  const key = { [`${provider}_api_key`]: `{{secrets/my_scope/${provider}_api_key}}` };
  return { name, external_model: { name, provider, task: "llm/v1/chat", [`${provider}_config`]: key } };
}

const KINDS = [
  {
    label: "Custom models",
    description: "two versions, 90/10",
    entities: [custom("current", "1"), custom("challenger", "2")],
  },
  {
    label: "Provisioned throughput",
    description: "two foundation models, 90/10",
    entities: [throughput("current", "1"), throughput("challenger", "2")],
  },
  {
    label: "External models",
    description: "two chat providers, 90/10",
    entities: [external("gpt-4", "openai"), external("claude-3-opus-20240229", "anthropic")],
  },
];
