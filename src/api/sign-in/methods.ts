// The ways to sign in, in the order in which the official tools try them (databricks-sdk-go, config/auth_default.go).
// It decides which of them a configuration can mean; doing it is credentials.ts's business.

import { Misconfigured } from "../errors.ts";
import type { AttributeName } from "./attributes.ts";

/** As `auth_type` names them. */
export type Method = (typeof METHODS)[number]["name"];

type Value = (name: AttributeName) => string | undefined;

interface Way {
  readonly name: string;
  /** Whether the configuration holds what it needs. */
  readonly applies: (value: Value, host: string) => boolean;
  /** What it needs, for the one who asked for it by name. */
  readonly needs: string;
  /** Whether it works shows only when it is tried: a tool that may not be installed or not signed in. */
  readonly tentative?: true;
}

const METHODS = [
  { name: "pat", applies: all("token"), needs: "a `token`" },
  { name: "basic", applies: all("username", "password"), needs: "`username` and `password`" },
  { name: "oauth-m2m", applies: all("client_id", "client_secret"), needs: "`client_id` and `client_secret`" },
  { name: "databricks-cli", applies: () => true, needs: "the Databricks CLI", tentative: true },
  { name: "metadata-service", applies: all("metadata_service_url"), needs: "`metadata_service_url`" },
  { name: "env-oidc", applies: all("oidc_token_env"), needs: "`oidc_token_env`" },
  { name: "file-oidc", applies: all("databricks_id_token_filepath"), needs: "`databricks_id_token_filepath`" },
  {
    name: "azure-msi",
    applies: (value, host) => isAzure(value, host) && /^(?:true|t|1)$/i.test(value("azure_use_msi") ?? ""),
    needs: "`azure_use_msi` and an Azure workspace",
  },
  {
    name: "azure-client-secret",
    applies: (value, host) =>
      isAzure(value, host) && all("azure_client_id", "azure_client_secret", "azure_tenant_id")(value),
    needs: "`azure_client_id`, `azure_client_secret`, `azure_tenant_id` and an Azure workspace",
  },
  { name: "azure-cli", applies: isAzure, needs: "an Azure workspace", tentative: true },
  {
    name: "google-credentials",
    applies: (value, host) => isGoogle(host) && all("google_credentials")(value),
    needs: "`google_credentials` and a workspace on Google Cloud",
  },
  {
    name: "google-id",
    applies: (value, host) => isGoogle(host) && all("google_service_account")(value),
    needs: "`google_service_account` and a workspace on Google Cloud",
  },
] as const satisfies readonly Way[];

/** What to try, in order. Throws `Misconfigured` where `auth_type` asks for what cannot be. */
export function methodsFor(value: Value, host: string, where: string): Method[] {
  const asked = value("auth_type");
  const ways: readonly (Way & { readonly name: Method })[] = METHODS;
  if (asked === undefined) {
    const possible = ways.filter(({ applies }) => applies(value, host));
    const certain = possible.findIndex(({ tentative }) => !tentative);
    return (certain === -1 ? possible : possible.slice(0, certain + 1)).map(({ name }) => name);
  }
  const way = ways.find(({ name }) => name === asked);
  if (way === undefined) {
    const remedy = `Use one of ${ways.map(({ name }) => `\`${name}\``).join(", ")}, or leave it out`;
    throw new Misconfigured(`There is no \`auth_type\` named \`${asked}\``, "auth_type", remedy);
  }
  if (way.applies(value, host)) return [way.name];
  throw new Misconfigured(
    `\`auth_type\` is \`${asked}\`, and ${where} lacks what that needs`,
    "auth_type",
    `It needs ${way.needs}`,
  );
}

/** Whether it works shows only when it is tried. */
export function isTentative(method: Method): boolean {
  const ways: readonly Way[] = METHODS;
  return ways.some(({ name, tentative }) => name === method && tentative === true);
}

function all(...names: AttributeName[]): (value: Value) => boolean {
  return (value) => names.every((name) => value(name) !== undefined);
}

function isAzure(value: Value, host: string): boolean {
  return (
    /\.(?:azuredatabricks\.net|databricks\.azure\.(?:us|cn))$/.test(new URL(host).hostname) ||
    value("azure_workspace_resource_id") !== undefined
  );
}

function isGoogle(host: string): boolean {
  return new URL(host).hostname.endsWith(".gcp.databricks.com");
}
