// The numbers of the service that rules hold configs against, each with where it comes from.

/** Characters in the name of an endpoint or of a served entity: https://docs.databricks.com/api/workspace/servingendpoints/get */
export const LONGEST_NAME = 63;

/**
 * Served entities of an endpoint. The documentation allows ten, the service refuses the sixteenth:
 * https://github.com/databricks/databricks-sdk-py/issues/1496
 */
export const DOCUMENTED_ENTITIES = 10;
export const MOST_ENTITIES = 15;

/** Per served entity: https://docs.databricks.com/aws/en/machine-learning/model-serving/model-serving-limits */
export const MOST_ENVIRONMENT_VARIABLES = 30;

/**
 * Concurrency comes in steps of four, one replica each:
 * https://docs.databricks.com/aws/en/machine-learning/model-serving/create-manage-serving-endpoints
 */
export const CONCURRENCY_STEP = 4;

/** Characters in the name of a secret scope, and in a secret's key: https://docs.databricks.com/aws/en/security/secrets/ */
export const LONGEST_SECRET_NAME = 128;
