// The endpoints that Databricks provides and bills by the token. They are told from models by their names alone.

/**
 * Whether a name is that of such an endpoint: `databricks-…` without the dots of a Unity Catalog name. The prefix is
 * reserved: https://docs.databricks.com/aws/en/machine-learning/model-serving/create-manage-serving-endpoints
 */
export function isPayPerToken(name: string): boolean {
  return /^databricks-[^.]+$/.test(name);
}
