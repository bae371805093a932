// Every error the emulator answers with, in two tables: texts that were seen of the real service, and texts that are
// ours because no source has them. A check against a real workspace corrects this file and no other.

/** An answer with an error status, thrown by whoever finds the reason. */
export class ServiceError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = "ServiceError";
    this.status = status;
    this.code = code;
  }
}

/** Seen in answers of the service that people published, or quoted in code and documentation of its makers. */
export const seen = {
  noEndpoint: (name: string) =>
    new ServiceError(404, "RESOURCE_DOES_NOT_EXIST", `Endpoint with name '${name}' does not exist.`),
  noDeployment: () =>
    new ServiceError(
      404,
      "ENDPOINT_NOT_FOUND",
      "The given endpoint does not exist, please retry after checking the specified model and version deployment exists.",
    ),
  /** Status and code: https://docs.databricks.com/api/workspace/servingendpoints/updateconfig. */
  updating: () => new ServiceError(409, "RESOURCE_CONFLICT", "Endpoint served entities are currently being updated"),
  tooManyEntities: (limit: number) => `served_models cannot contain more than ${limit} elements`,
  /** Begins as published; what follows there is unknown. */
  servedTwice: (entity: string) => `Cannot create 2+ served entities of ${entity}`,
  scaleToZeroUndefined: () => invalid("scaleToZeroEnabled is undefined. Please set it to either true or false."),
  legacyInferenceTable:
    "Legacy inference tables have been deprecated. The 'auto_capture_config' field can only be used with 'enabled=false'. " +
    "Please use AI Gateway inference tables instead.",
  tagKey: (key: string) =>
    `Endpoint tag key ${key} is either not between 1-255 characters long ` +
    "or contains one or more of the reserved characters: . , = / or :",
  /** The next two: mlflow, pyfunc/scoring_server/__init__.py. */
  notJson: (reason: string) => badRequest(`Ensure that input is a valid JSON formatted string. Error: ${reason}`),
  wrongInput: (fields: readonly string[]) =>
    badRequest(
      "The input must be a JSON dictionary with exactly one of the input fields " +
        "{'dataframe_records', 'dataframe_split', 'inputs', 'instances'}. " +
        `Received dictionary with input fields: [${fields.map((field) => `'${field}'`).join(", ")}].`,
    ),
  /** What an entity reports whose server does not come up. */
  loadFailure: "Model server failed to load the model",
  abortedDeployment:
    "Served model creation aborted because the endpoint update timed out. Please see service logs for more information.",
  creating: "Creating resources for served entity.",
} as const;

/** UNCERTAIN: the wording is ours, and where a line says so the status or the code too. */
export const ours = {
  notAuthenticated: () =>
    new ServiceError(401, "UNAUTHENTICATED", "The bearer token is missing or not the emulator's."),
  stranger: () =>
    new ServiceError(403, "PERMISSION_DENIED", "The emulator answers programs on this machine, not web pages."),
  notJsonType: () => new ServiceError(415, "BAD_REQUEST", "The emulator takes application/json and nothing else."),
  tooLong: (bytes: number) =>
    new ServiceError(413, "REQUEST_TOO_LARGE", `The request body is longer than ${bytes} bytes.`),
  noRoute: (verb: string, path: string) =>
    new ServiceError(404, "ENDPOINT_NOT_FOUND", `No API found for '${verb} ${path}'`),
  /** Status uncertain: the reference lists no 409 for create, the makers' own fake answers one. */
  exists: (name: string) =>
    new ServiceError(409, "RESOURCE_ALREADY_EXISTS", `Serving endpoint with name ${name} already exists.`),
  /** Status and code uncertain; a stopped endpoint is documented to answer 400. */
  notReady: (name: string) => badRequest(`Endpoint ${name} is not ready: no config has been deployed yet.`),
  noSchema: (name: string) => badRequest(`Endpoint ${name} is not ready, so its query schema is not known yet.`),
  noSuchServedEntity: (endpoint: string, entity: string) =>
    new ServiceError(404, "RESOURCE_DOES_NOT_EXIST", `Endpoint ${endpoint} has no served entity '${entity}'.`),
  malformed: (what: string) => new ServiceError(400, "MALFORMED_REQUEST", what),
  wrongType: (field: string, expected: string) => badRequest(`Field '${field}' must be ${expected}.`),
  badName: (name: string) =>
    `Endpoint name '${name}' must have 1 to 63 letters, digits, dashes and underscores, and not begin with 'databricks-'`,
  badEntityName: (name: string) =>
    `Served entity name '${name}' must have 1 to 63 letters, digits, dashes and underscores`,
  flatBody: "Served entities of a new endpoint belong in its config",
  bothLists: "Cannot use both served_models and served_entities",
  noEntities: "A config needs at least one served entity",
  noModel: (entity: string) => `Served entity '${entity}' needs an entity_name or an external_model`,
  twoModels: (entity: string) => `Served entity '${entity}' has both an external_model and an entity_name`,
  mixedKinds: "Custom, external and provisioned throughput models cannot share an endpoint",
  nameTwice: (entity: string) => `Two served entities have the name '${entity}'`,
  noRoutes: "An endpoint with several served entities needs a traffic_config",
  unknownRoute: (entity: string) => `Route names '${entity}', which is not a served entity of this config`,
  badShare: (entity: string) => `Route '${entity}' needs a traffic_percentage from 0 to 100`,
  wrongTotal: (total: number) => `Traffic percentages must add up to 100, not ${total}`,
  badMessages: () => badRequest("'messages' must be a list of messages that is not empty."),
  badPrompt: () => badRequest("'prompt' must be a string or a list of strings."),
  badEmbeddingInput: () => badRequest("'input' must be a string or a list of strings."),
  badDataframe: (field: string) => badRequest(`Provided ${field} field is not a valid dataframe representation.`),
} as const;

/** How a body is refused that can be read but makes no sense. */
export function invalid(message: string): ServiceError {
  return new ServiceError(400, "INVALID_PARAMETER_VALUE", message);
}

function badRequest(message: string): ServiceError {
  return new ServiceError(400, "BAD_REQUEST", message);
}
