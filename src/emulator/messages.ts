// Every text the emulator refuses with, in three tables: texts that were seen of the real service, texts that are ours
// because no source has them, and the service's words for what the engine's rules find. A check against a real
// workspace corrects this file and no other.

/** An answer with an error status, thrown by whoever finds the reason. */
export class ServiceError extends Error {
  override readonly name = "ServiceError";
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
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
  /** The next two: databricks/cli, libs/testserver/serving_endpoints.go, for the telemetry route. */
  updatingTelemetry: (name: string) =>
    new ServiceError(
      409,
      "RESOURCE_CONFLICT",
      `Endpoint ${name} is currently updating. Wait for the update to complete before updating its telemetry configuration.`,
    ),
  noTelemetry: (type: string) =>
    invalid(
      `Telemetry configuration is not supported for endpoint type '${type}'. ` +
        "This API only supports endpoints with custom served models.",
    ),
  /** The code was seen of another Databricks gateway and is claimed for this one. */
  rateLimited: (endpoint: string, what: "Requests" | "Tokens", whose: string) =>
    new ServiceError(
      429,
      "REQUEST_LIMIT_EXCEEDED",
      `User defined rate limit(s) exceeded for '${endpoint}'. ` +
        `${what}-per-minute (${what.charAt(0)}PM) rate limit exceeded for ${whose}`,
    ),
  tagKey: (key: string) =>
    `Endpoint tag key ${key} is either not between 1-255 characters long ` +
    "or contains one or more of the reserved characters: . , = / or :",
  /** The next seven: mlflow, pyfunc/scoring_server/__init__.py and models/utils.py. */
  notJson: (reason: string) => badRequest(`Ensure that input is a valid JSON formatted string. Error: '${reason}'`),
  notObject: (what: string) => badRequest(`${INPUT_FORMAT}. Received ${what}.`),
  wrongInput: (fields: readonly string[]) =>
    badRequest(`${INPUT_FORMAT}. Received dictionary with input fields: ${pythonList(fields)}.`),
  badDataframe: (field: string) => badRequest(`Provided ${field} field is not a valid dataframe representation.`),
  badCsv: () =>
    badRequest(
      "Failed to parse input as a Pandas DataFrame. Ensure that the input is a valid CSV-formatted Pandas DataFrame " +
        "produced using the `pandas.DataFrame.to_csv()` method.",
    ),
  missingInputs: (missing: readonly string[], extra: readonly string[]) =>
    badRequest(
      `Failed to predict data. \nError: Failed to enforce schema of data. ` +
        `Error: Model is missing inputs ${pythonList(missing)}.` +
        (extra.length === 0 ? "" : ` Note that there were extra inputs: ${pythonList(extra)}.`),
    ),
  contentType: (type: string) =>
    new ServiceError(
      415,
      "BAD_REQUEST",
      "This predictor only supports the following content types: Types: ['text/csv', 'application/json'].\n" +
        `Got '${type}'.`,
    ),
  /** What an entity reports whose server does not come up. */
  loadFailure: "Model server failed to load the model",
  abortedDeployment:
    "Served model creation aborted because the endpoint update timed out. Please see service logs for more information.",
  creating: "Creating resources for served entity.",
  scaledToZero: "Scaled to zero",
} as const;

const INPUT_FORMAT =
  "The input must be a JSON dictionary with exactly one of the input fields " +
  "{'dataframe_records', 'dataframe_split', 'inputs', 'instances'}";

/** UNCERTAIN: the wording is ours, and where a line says so the status or the code too. */
export const ours = {
  notAuthenticated: () =>
    new ServiceError(401, "UNAUTHENTICATED", "The bearer token is missing or not the emulator's."),
  stranger: () =>
    new ServiceError(403, "PERMISSION_DENIED", "The emulator answers programs on this machine, not web pages."),
  notJsonType: () => new ServiceError(415, "BAD_REQUEST", "The emulator takes application/json and nothing else."),
  /** Status and code uncertain. */
  tooLong: (bytes: number) =>
    new ServiceError(413, "REQUEST_TOO_LARGE", `The request body is longer than ${bytes} bytes.`),
  noRoute: (verb: string, path: string) =>
    new ServiceError(404, "ENDPOINT_NOT_FOUND", `No API found for '${verb} ${path}'`),
  /** Status uncertain: the reference lists no 409 for create, the makers' own fake answers one. */
  exists: (name: string) =>
    new ServiceError(409, "RESOURCE_ALREADY_EXISTS", `Serving endpoint with name ${name} already exists.`),
  /** Status documented for a stopped endpoint, code uncertain; for one without config both. */
  stopped: (name: string) => badRequest(`Endpoint ${name} is stopped.`),
  notReady: (name: string) => badRequest(`Endpoint ${name} is not ready: no config has been deployed yet.`),
  noSchema: (name: string) => badRequest(`Endpoint ${name} is not ready, so its query schema is not known yet.`),
  noSuchServedEntity: (endpoint: string, entity: string) =>
    new ServiceError(404, "RESOURCE_DOES_NOT_EXIST", `Endpoint ${endpoint} has no served entity '${entity}'.`),
  noEndpointId: (id: string) =>
    new ServiceError(404, "RESOURCE_DOES_NOT_EXIST", `Endpoint with id '${id}' does not exist.`),
  noSuch: (what: string, name: string) =>
    new ServiceError(404, "RESOURCE_DOES_NOT_EXIST", `${what} '${name}' does not exist.`),
  databricksOwned: (name: string) =>
    new ServiceError(403, "PERMISSION_DENIED", `Endpoint ${name} is provided by Databricks and cannot be changed.`),
  cannotStop: (name: string) =>
    invalid(`Endpoint ${name} cannot be stopped: only custom models without a running update can.`),
  cannotStart: (name: string) => invalid(`Endpoint ${name} is not stopped.`),
  converted: () =>
    invalid("An endpoint of external models cannot be converted to other models, nor the other way round"),
  noEntities: () => invalid("A config needs at least one served entity"),
  malformed: (what: string) => new ServiceError(400, "MALFORMED_REQUEST", what),
  wrongType: (field: string, expected: string) => badRequest(`Field '${field}' must be ${expected}.`),
  missing: (field: string) => invalid(`Field '${field}' is missing.`),
  notOneOf: (field: string, allowed: readonly string[]) => invalid(`'${field}' must be one of ${allowed.join(", ")}.`),
  badCount: (field: string, least: number, most: number) =>
    badRequest(`'${field}' must be a whole number from ${least} to ${most}.`),
  badMessages: () => badRequest("'messages' must be a list of messages that is not empty."),
  badPrompt: () => badRequest("'prompt' must be a string or a list of strings."),
  badInput: (what: string) => badRequest(`'input' must be ${what}.`),
  wrongFormat: (model: string, format: string) => badRequest(`${model} is not queried as ${format}.`),
  unsupported: (field: string) => badRequest(`'${field}' is not supported.`),
  flaky: (entity: string, status: number) =>
    new ServiceError(status, codeOf(status), `Served entity '${entity}' fails as its settings say.`),
  fault: (status: number) => `The emulator was told to answer ${status}.`,
  notLoopback: () =>
    new ServiceError(403, "PERMISSION_DENIED", "Faults are taken from programs on the emulator's own machine."),
  badFault: (reason: string) => invalid(reason),
  internal: () => new ServiceError(500, "INTERNAL_ERROR", "The emulator failed."),
} as const;

/**
 * What the service says where the engine finds an error, by the id of the rule; `excerpt` is the JSON that the finding
 * points at. A rule that is not here is refused in the engine's words, which are ours, as is one that has none to say.
 */
export const words: Readonly<Record<string, (excerpt: string) => string | undefined>> = {
  /** databricks-agents, deployments module; the field is called served_models whichever list was sent. */
  "entity-count": () => "served_models cannot contain more than 15 elements",
  /** Same source; it begins like this, what follows there is unknown. */
  "entity-served-once": () => "Cannot create 2+ served entities of the same model and version",
  "legacy-inference-table": () =>
    "Legacy inference tables have been deprecated. The 'auto_capture_config' field can only be used with " +
    "'enabled=false'. Please use AI Gateway inference tables instead.",
  /** databricks/terraform-provider-databricks, issue 4064; seen on updates. */
  "scale-to-zero-explicit": () => "scaleToZeroEnabled is undefined. Please set it to either true or false.",
  "tag-key-valid": (excerpt) => {
    const [, key] = /^"([^"\\]*)"$/.exec(excerpt) ?? [];
    return key === undefined || isTagKey(key) ? undefined : seen.tagKey(key);
  },
};

/** Errors of the engine that the service takes: a create just drops what they are about (databricks/cli, testserver). */
export const tolerated: ReadonlySet<string> = new Set(["telemetry-kind"]);

/** Warnings of the engine that the service refuses in an update of a config. */
export const refusedInUpdate: ReadonlySet<string> = new Set(["scale-to-zero-explicit"]);

export function isTagKey(key: string): boolean {
  return /^[^.,=/:]{1,255}$/.test(key);
}

/** How a body is refused that can be read but makes no sense. */
export function invalid(message: string): ServiceError {
  return new ServiceError(400, "INVALID_PARAMETER_VALUE", message);
}

/** The code that the official Go SDK pairs with a status (apierr). */
export function codeOf(status: number): string {
  return CODES[status] ?? (status < 500 ? "BAD_REQUEST" : "INTERNAL_ERROR");
}

const CODES: Readonly<Record<number, string>> = {
  401: "UNAUTHENTICATED",
  403: "PERMISSION_DENIED",
  404: "RESOURCE_DOES_NOT_EXIST",
  409: "RESOURCE_CONFLICT",
  429: "REQUEST_LIMIT_EXCEEDED",
  501: "NOT_IMPLEMENTED",
  503: "TEMPORARILY_UNAVAILABLE",
  504: "DEADLINE_EXCEEDED",
};

function badRequest(message: string): ServiceError {
  return new ServiceError(400, "BAD_REQUEST", message);
}

function pythonList(items: readonly string[]): string {
  return `[${items.map((item) => `'${item}'`).join(", ")}]`;
}
