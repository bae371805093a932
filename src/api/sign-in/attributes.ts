// The values a connection can be configured with: their key in a profile, their environment variable, and the family of
// ways to sign in that they speak for. Source: databricks-sdk-go, config/config.go.

/** Two families at once are a mistake, unless `auth_type` chooses. */
export type Family = "pat" | "basic" | "oauth" | "azure" | "google" | "metadata-service" | "env-oidc" | "file-oidc";

interface Attribute {
  readonly name: string;
  readonly env?: string;
  readonly family?: Family;
}

const KNOWN = [
  { name: "host", env: "DATABRICKS_HOST" },
  { name: "account_id", env: "DATABRICKS_ACCOUNT_ID" },
  { name: "workspace_id", env: "DATABRICKS_WORKSPACE_ID" },
  { name: "profile", env: "DATABRICKS_CONFIG_PROFILE" },
  { name: "config_file", env: "DATABRICKS_CONFIG_FILE" },
  { name: "auth_type", env: "DATABRICKS_AUTH_TYPE" },
  { name: "databricks_cli_path", env: "DATABRICKS_CLI_PATH" },
  { name: "token", env: "DATABRICKS_TOKEN", family: "pat" },
  { name: "username", env: "DATABRICKS_USERNAME", family: "basic" },
  { name: "password", env: "DATABRICKS_PASSWORD", family: "basic" },
  { name: "client_id", env: "DATABRICKS_CLIENT_ID", family: "oauth" },
  { name: "client_secret", env: "DATABRICKS_CLIENT_SECRET", family: "oauth" },
  { name: "azure_workspace_resource_id", env: "DATABRICKS_AZURE_RESOURCE_ID", family: "azure" },
  { name: "azure_use_msi", env: "ARM_USE_MSI", family: "azure" },
  { name: "azure_client_id", env: "ARM_CLIENT_ID", family: "azure" },
  { name: "azure_client_secret", env: "ARM_CLIENT_SECRET", family: "azure" },
  { name: "azure_tenant_id", env: "ARM_TENANT_ID", family: "azure" },
  { name: "azure_login_app_id", env: "DATABRICKS_AZURE_LOGIN_APP_ID", family: "azure" },
  { name: "azure_environment", env: "ARM_ENVIRONMENT" },
  { name: "google_service_account", env: "DATABRICKS_GOOGLE_SERVICE_ACCOUNT", family: "google" },
  { name: "google_credentials", env: "GOOGLE_CREDENTIALS", family: "google" },
  { name: "metadata_service_url", env: "DATABRICKS_METADATA_SERVICE_URL", family: "metadata-service" },
  { name: "databricks_id_token_filepath", env: "DATABRICKS_OIDC_TOKEN_FILEPATH", family: "file-oidc" },
  { name: "oidc_token_env", env: "DATABRICKS_OIDC_TOKEN_ENV", family: "env-oidc" },
] as const satisfies readonly Attribute[];

export type AttributeName = (typeof KNOWN)[number]["name"];

export const ATTRIBUTES: readonly (Attribute & { readonly name: AttributeName })[] = KNOWN;
