// What OpenAI's models need when Azure runs them. Nothing is said of a type that a variable holds or that no list knows.
import { referencesTo } from "../credentials.ts";
import { adding } from "../fixes.ts";
import { type Rule, WHOLE } from "../rule.ts";
import { meantFields } from "../slips.ts";
import { givenEntry, type Json, stringOf, valueAt } from "../tree.ts";

export const azureOpenaiComplete: Rule = {
  id: "azure-openai-complete",
  severity: "error",
  shapes: WHOLE,
  summary: "Azure OpenAI has its base URL, version and deployment, and a key or an Entra client",
  rationale:
    "With `openai_api_type` `azure` the service wants a key, with `azuread` the tenant, id and secret of an Entra client, and with both where the deployment is.",
  reference: "https://docs.databricks.com/aws/en/generative-ai/external-models/",
  examples: [
    {
      bad: `name: chat
config:
  served_entities:
    - name: gpt-4
      external_model:
        name: gpt-4
        provider: openai
        task: llm/v1/chat
        openai_config:
          openai_api_type: azure
          openai_api_key: "{{secrets/scope/key}}"
          openai_api_base: https://my-resource.openai.azure.com
`,
      good: `name: chat
config:
  served_entities:
    - name: gpt-4
      external_model:
        name: gpt-4
        provider: openai
        task: llm/v1/chat
        openai_config:
          openai_api_type: azure
          openai_api_key: "{{secrets/scope/key}}"
          openai_api_base: https://my-resource.openai.azure.com
          openai_api_version: "2024-10-21"
          openai_deployment_name: my-deployment
`,
    },
    {
      bad: `name: chat
config:
  served_entities:
    - name: gpt-4
      external_model:
        name: gpt-4
        provider: openai
        task: llm/v1/chat
        openai_config:
          openai_api_type: azuread
          openai_api_base: https://my-resource.openai.azure.com
          openai_api_version: "2024-10-21"
          openai_deployment_name: my-deployment
          microsoft_entra_tenant_id: my-tenant
          microsoft_entra_client_id: my-client
`,
      good: `name: chat
config:
  served_entities:
    - name: gpt-4
      external_model:
        name: gpt-4
        provider: openai
        task: llm/v1/chat
        openai_config:
          openai_api_type: azuread
          openai_api_base: https://my-resource.openai.azure.com
          openai_api_version: "2024-10-21"
          openai_deployment_name: my-deployment
          microsoft_entra_tenant_id: my-tenant
          microsoft_entra_client_id: my-client
          microsoft_entra_client_secret: "{{secrets/my-scope/microsoft-entra-client-secret}}"
`,
    },
  ],
  *check(endpoint) {
    const meant = meantFields(endpoint);
    for (const { external } of endpoint.entities) {
      const block = valueAt(external, "openai_config");
      const typeNode = valueAt(block, "openai_api_type");
      const needed = NEEDED.get(stringOf(typeNode) ?? "");
      if (block?.kind !== "object" || typeNode === undefined || needed === undefined) continue;
      const missing = Object.entries(needed).filter(
        ([field]) => !givenEntry(block, field) && !givenEntry(block, `${field}_plaintext`) && !meant(block, field),
      );
      if (missing.length === 0) continue;
      const names = missing.map(([field]) => `\`${field}\``).join(", ");
      const message = `\`openai_api_type: ${stringOf(typeNode)}\` also needs ${names}`;
      const edits = adding(block, Object.fromEntries(missing));
      yield { range: typeNode, message, fixes: [{ title: `Insert ${names}`, edits, safe: false }] };
    }
  },
};

/** As the comments of OpenAiConfig in the Go SDK have it (databricks-sdk-go, service/serving/model.go). */
const DEPLOYMENT: Readonly<Record<string, Json>> = {
  openai_api_base: "https://my-resource.openai.azure.com",
  openai_api_version: "2024-10-21",
  openai_deployment_name: "my-deployment",
};
const NEEDED: ReadonlyMap<string, Readonly<Record<string, Json>>> = new Map([
  ["azure", { ...DEPLOYMENT, ...referencesTo(["openai_api_key"]) }],
  [
    "azuread",
    {
      ...DEPLOYMENT,
      microsoft_entra_tenant_id: "my-tenant",
      microsoft_entra_client_id: "my-client",
      ...referencesTo(["microsoft_entra_client_secret"]),
    },
  ],
]);
