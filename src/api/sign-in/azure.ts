// Tokens of Microsoft Entra for Azure Databricks: of a service principal, or of whoever has run `az login`. Source:
// databricks-sdk-go, config/auth_azure_client_secret.go and auth_azure_cli.go.

import { Misconfigured } from "../errors.ts";
import { isRecord, parseJson } from "../json.ts";
import { CommandFailed, LIMIT_SECONDS, run } from "./command.ts";
import { type Config, needed } from "./config.ts";
import type { Credentials, Tools } from "./credentials.ts";
import { ToolMissing } from "./databricks-cli.ts";
import { entraToken } from "./oauth.ts";
import { type Renewable, renewable, type Token } from "./renewable.ts";

type Azure = Omit<Credentials, "method">;

/** The application that is Azure Databricks: https://learn.microsoft.com/azure/databricks/dev-tools/auth/aad-token-manual */
const DATABRICKS = "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d";

export function azureClientSecret(config: Config, { fetch }: Tools): Azure {
  const { authority, management } = cloudOf(config);
  const tenant = needed(config, "azure_tenant_id");
  const client = { id: needed(config, "azure_client_id"), secret: needed(config, "azure_client_secret") };
  return forWorkspace(config, management, (resource) =>
    renewable(() => entraToken(authority, tenant, client, resource, fetch)),
  );
}

export function azureCli(config: Config, { env, run: start = run }: Tools): Azure {
  const tenant = config.value("azure_tenant_id");
  const whom = tenant === undefined ? [] : ["--tenant", tenant];
  return forWorkspace(config, cloudOf(config).management, (resource) =>
    renewable(async () => {
      const args = ["account", "get-access-token", "--resource", resource, "--output", "json", ...whom];
      try {
        return readToken(await start("az", args, env));
      } catch (error) {
        throw error instanceof CommandFailed ? explained(error) : error;
      }
    }),
  );
}

/**
 * A principal that is not yet a user of the workspace is let in by its rights on the Azure resource; that takes two more
 * headers, sent only where the resource is configured.
 */
function forWorkspace(config: Config, management: string, tokensFor: (resource: string) => Renewable): Azure {
  const workspace = tokensFor(DATABRICKS);
  const resource = config.value("azure_workspace_resource_id");
  if (resource === undefined) return workspace;
  const manager = tokensFor(management);
  return {
    ...workspace,
    headers: async () => ({
      "x-databricks-azure-sp-management-token": await manager.token(),
      "x-databricks-azure-workspace-resource-id": resource,
    }),
  };
}

interface Cloud {
  readonly authority: string;
  readonly management: string;
}

/** Endpoints: databricks-sdk-go, common/environment/azure.go. */
const CLOUDS: Readonly<Record<string, Cloud>> = {
  PUBLIC: { authority: "https://login.microsoftonline.com/", management: "https://management.core.windows.net/" },
  USGOVERNMENT: {
    authority: "https://login.microsoftonline.us/",
    management: "https://management.core.usgovcloudapi.net/",
  },
  CHINA: { authority: "https://login.chinacloudapi.cn/", management: "https://management.core.chinacloudapi.cn/" },
};

/** The host knows its cloud; `azure_environment` speaks for hosts that do not show it. */
function cloudOf(config: Config): Cloud {
  const asked = (config.value("azure_environment") ?? "PUBLIC").toUpperCase();
  const shown = /\.azure\.us$/.test(config.host) ? "USGOVERNMENT" : /\.azure\.cn$/.test(config.host) ? "CHINA" : asked;
  const cloud = CLOUDS[shown];
  if (cloud !== undefined) return cloud;
  const known = Object.keys(CLOUDS).join(", ");
  throw new Misconfigured(`There is no Azure environment \`${asked}\``, "azure_environment", `Use one of ${known}`);
}

function explained(failure: CommandFailed): Misconfigured {
  const login = "Run `az login` in a terminal, then try again";
  if (failure.reason === "missing")
    return new ToolMissing(
      "The Azure CLI (`az`) is not there to be run",
      "az",
      // There `az` is a script, which only a shell could start.
      "Install it, or sign in with `databricks auth login`, which also works on Windows",
    );
  if (failure.reason === "late")
    return new Misconfigured(`The Azure CLI gave no token within ${LIMIT_SECONDS} s`, "az", login);
  return new Misconfigured(`The Azure CLI gave no token (${failure.code})`, "az", login);
}

/** `expires_on` in seconds is younger than `expiresOn`, which is local time. */
function readToken(stdout: string): Token {
  const answer = parseJson(stdout);
  if (!isRecord(answer) || typeof answer.accessToken !== "string")
    throw new Misconfigured("The Azure CLI answered with something other than a token", "az", "Update the Azure CLI");
  const { accessToken: secret, expires_on, expiresOn } = answer;
  const seconds = Number(expires_on ?? Number.NaN);
  const expires = Number.isNaN(seconds) ? Date.parse(String(expiresOn)) : seconds * 1000;
  return { secret, ...(Number.isNaN(expires) ? {} : { expires }) };
}
