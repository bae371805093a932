// The service as the rest of the house sees it: the `ServingApi` interface and the wire types it speaks. Field names
// are the wire's own. Only fields that some line of data reads are named; whatever else a response holds is kept.
// Source of routes and fields: https://docs.databricks.com/api/workspace/servingendpoints and the official Go SDK
// (databricks-sdk-go, service/serving/model.go).

/** Whole per cent of an endpoint's traffic, 0 to 100. */
export type Percent = number;

export interface Route {
  served_entity_name?: string;
  /** The older name of the same field; the service answers with both. */
  served_model_name?: string;
  traffic_percentage: Percent;
}

export type Deployment =
  | "DEPLOYMENT_CREATING"
  | "DEPLOYMENT_READY"
  | "DEPLOYMENT_RECOVERING"
  | "DEPLOYMENT_FAILED"
  | "DEPLOYMENT_ABORTED";

export interface ExternalModel {
  name: string;
  provider: string;
  task: string;
  [field: string]: unknown;
}

export interface ServedEntity {
  name: string;
  entity_name?: string;
  entity_version?: string;
  external_model?: ExternalModel;
  workload_size?: string;
  scale_to_zero_enabled?: boolean;
  min_provisioned_throughput?: number;
  max_provisioned_throughput?: number;
  /** Output only. The message is the service's own text, such as "Scaled to zero". */
  state?: { deployment?: Deployment | (string & {}); deployment_state_message?: string };
  [field: string]: unknown;
}

export interface EndpointConfig {
  served_entities?: ServedEntity[];
  traffic_config?: { routes?: Route[] };
  config_version?: number;
  [field: string]: unknown;
}

export interface EndpointState {
  ready: "READY" | "NOT_READY" | (string & {});
  config_update: "NOT_UPDATING" | "IN_PROGRESS" | "UPDATE_FAILED" | "UPDATE_CANCELED" | (string & {});
}

/** An endpoint as GET answers it. List items are the same with less: no traffic_config, no pending_config. */
export interface ServingEndpoint {
  name: string;
  /** 32 hexadecimal digits; a re-created endpoint of the same name has another one. */
  id?: string;
  creator?: string;
  /** Milliseconds since the epoch. */
  creation_timestamp?: number;
  /** Milliseconds since the epoch. */
  last_updated_timestamp?: number;
  state: EndpointState;
  /** Absent until a first deployment has succeeded. */
  config?: EndpointConfig;
  /** The attempt under way, or the last one that failed. */
  pending_config?: EndpointConfig & { start_time?: number };
  /** Such as `llm/v1/chat`; absent for custom models. */
  task?: string;
  endpoint_url?: string;
  route_optimized?: boolean;
  permission_level?: string;
  tags?: { key: string; value?: string }[];
  ai_gateway?: Record<string, unknown>;
  [field: string]: unknown;
}

/** The body of POST /api/2.0/serving-endpoints. */
export interface CreateEndpoint {
  name: string;
  config?: EndpointConfig;
  [field: string]: unknown;
}

/** Whom a query goes to: the endpoint, following its split, or one served entity behind it. */
export interface QueryTarget {
  endpoint: string;
  servedEntity?: string;
}

/** How an answer to a query begins. */
export interface QueryHead {
  kind: "head";
  status: number;
  readonly headers: Record<string, string>;
  /** Who answered, from the `served-model-name` response header. */
  servedEntity?: string;
  requestId?: string;
  streaming: boolean;
}

/** What a query yields: one `head`, then one `data` per server-sent event, or a single one for a plain answer. */
export type QueryEvent = QueryHead | { kind: "data"; text: string };

/** The body of PATCH …/tags. */
export interface TagsPatch {
  readonly add_tags?: readonly { readonly key: string; readonly value?: string }[];
  readonly delete_tags?: readonly string[];
}

/** The body of PATCH …/notifications: addresses to write to. */
export interface NotificationsPatch {
  readonly email_notifications: {
    readonly on_update_success?: readonly string[];
    readonly on_update_failure?: readonly string[];
  };
}

export interface CallOptions {
  signal?: AbortSignal;
}

/** All methods reject with `ApiError` or one of its kin (errors.ts), or with the signal's reason. */
export interface ServingApi {
  /** Scheme, host and port, no trailing slash. */
  readonly host: string;
  list(options?: CallOptions): Promise<ServingEndpoint[]>;
  get(name: string, options?: CallOptions): Promise<ServingEndpoint>;
  create(body: CreateEndpoint, options?: CallOptions): Promise<ServingEndpoint>;
  /** Replaces the whole config: entities that are not named are removed. */
  putConfig(name: string, config: EndpointConfig, options?: CallOptions): Promise<ServingEndpoint>;
  /** Replaces the whole AI gateway config: parts that are not named are cleared. Takes effect without a deployment. */
  putAiGateway(name: string, config: object, options?: CallOptions): Promise<unknown>;
  /** Adds tags, or gives them another value, and removes others by key. */
  patchTags(name: string, patch: TagsPatch, options?: CallOptions): Promise<unknown>;
  patchNotifications(name: string, patch: NotificationsPatch, options?: CallOptions): Promise<unknown>;
  delete(name: string, options?: CallOptions): Promise<void>;
  /**
   * Starts a stopped endpoint as a new config version; custom models only. UNCERTAIN: both routes are documented in
   * prose, and what they answer is not:
   * https://docs.databricks.com/machine-learning/model-serving/manage-serving-endpoints
   */
  start(name: string, options?: CallOptions): Promise<void>;
  /** Stops an endpoint of custom models that has no update under way. Queries to it are then refused. */
  stop(name: string, options?: CallOptions): Promise<void>;
  /** Creates an endpoint of provisioned model units (preview). */
  createPt(body: CreateEndpoint, options?: CallOptions): Promise<ServingEndpoint>;
  putPtConfig(name: string, config: EndpointConfig, options?: CallOptions): Promise<ServingEndpoint>;
  /** How the served entity's container was built. */
  buildLogs(target: Required<QueryTarget>, options?: CallOptions): Promise<string>;
  /** What its server printed lately. */
  logs(target: Required<QueryTarget>, options?: CallOptions): Promise<string>;
  /** Prometheus' text format; its labels are not documented. */
  metrics(name: string, options?: CallOptions): Promise<string>;
  /** How the endpoint wants to be queried, in OpenAPI 3.1. Needs a ready endpoint and models with a signature. */
  openApi(name: string, options?: CallOptions): Promise<unknown>;
  query(target: QueryTarget, body: unknown, options?: CallOptions): AsyncIterable<QueryEvent>;
}
