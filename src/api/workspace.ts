// What surrounds endpoints in a workspace: who asks, who may, secrets, and the models of Unity Catalog. Only reads.
// Sources: databricks-sdk-go, service/{iam,workspace,catalog}/impl.go, and
// https://docs.databricks.com/api/workspace/introduction
import { json, listUnder, textUnder } from "./answers.ts";
import { Unreadable } from "./errors.ts";
import { isRecord } from "./json.ts";
import { segment } from "./paths.ts";
import type { Transport } from "./transport.ts";
import type { CallOptions, ServingApi } from "./types.ts";

export interface SecretScope {
  name: string;
  /** DATABRICKS or AZURE_KEYVAULT. */
  backend_type?: string;
}

export interface RegisteredModel {
  /** `catalog.schema.name`. */
  full_name: string;
  aliases?: { alias_name: string; version_num: number }[];
  [field: string]: unknown;
}

export interface ModelVersion {
  /** A number here, and a text in endpoint configs. */
  version: number;
  /** Only READY can be served. */
  status?: string;
  aliases?: { alias_name: string }[];
  [field: string]: unknown;
}

export interface Permission {
  /** One of these three. */
  user_name?: string;
  group_name?: string;
  service_principal_name?: string;
  all_permissions?: { permission_level: string; inherited?: boolean }[];
  [field: string]: unknown;
}

/** All methods reject as those of `ServingApi` do. */
export interface WorkspaceApi extends ServingApi {
  /** The name of the user or service principal that the token belongs to. */
  me(options?: CallOptions): Promise<string>;
  /** Who may do what with an endpoint. `id` is its 32 hexadecimal digits, never its name. */
  permissions(id: string, options?: CallOptions): Promise<Permission[]>;
  secretScopes(options?: CallOptions): Promise<SecretScope[]>;
  /** Names of a scope's secrets; no value is ever listed. */
  secretKeys(scope: string, options?: CallOptions): Promise<string[]>;
  /** The registered models of a schema, or all that this user sees. */
  models(schema?: { catalog: string; schema: string }, options?: CallOptions): Promise<RegisteredModel[]>;
  /** `model` is a full name, `catalog.schema.name`; so in the two that follow. With aliases. */
  model(model: string, options?: CallOptions): Promise<RegisteredModel>;
  modelVersions(model: string, options?: CallOptions): Promise<ModelVersion[]>;
  modelByAlias(model: string, alias: string, options?: CallOptions): Promise<ModelVersion>;
}

const MODELS = "/api/2.1/unity-catalog/models";
/** The most that a page without schema may hold: https://docs.databricks.com/api/workspace/registeredmodels/list */
const PAGE = "1000";

export function surroundings(call: Transport["call"]): Omit<WorkspaceApi, keyof ServingApi> {
  /** Every page's list under `key`, one after the other. */
  async function pages<T>(
    path: string,
    query: Record<string, string>,
    key: string,
    options?: CallOptions,
  ): Promise<T[]> {
    const items: T[] = [];
    const seen = new Set<string>();
    for (let token = ""; ; ) {
      const search = new URLSearchParams({
        ...query,
        max_results: PAGE,
        ...(token === "" ? {} : { page_token: token }),
      });
      const page = await call("GET", `${path}?${search}`, (text, name) => readPage<T>(key, text, name), options);
      items.push(...page.items);
      if (page.next === "") return items;
      if (seen.has(page.next)) throw new Unreadable("The pages of the answer lead in a circle", `GET ${path}`);
      seen.add(page.next);
      token = page.next;
    }
  }

  return {
    me: async (options) => call("GET", "/api/2.0/preview/scim/v2/Me", textUnder("userName"), options),
    permissions: async (id, options) =>
      call(
        "GET",
        `/api/2.0/permissions/serving-endpoints/${segment(id)}`,
        listUnder("access_control_list", asIt<Permission>),
        options,
      ),
    secretScopes: async (options) =>
      call("GET", "/api/2.0/secrets/scopes/list", listUnder("scopes", asIt<SecretScope>), options),
    secretKeys: async (scope, options) =>
      call(
        "GET",
        `/api/2.0/secrets/list?${new URLSearchParams({ scope })}`,
        listUnder("secrets", ({ key }) => String(key)),
        options,
      ),
    models: async (schema, options) =>
      pages(
        MODELS,
        schema ? { catalog_name: schema.catalog, schema_name: schema.schema } : {},
        "registered_models",
        options,
      ),
    model: async (model, options) =>
      call("GET", `${MODELS}/${segment(model)}?include_aliases=true`, json(record<RegisteredModel>), options),
    modelVersions: async (model, options) =>
      pages(`${MODELS}/${segment(model)}/versions`, {}, "model_versions", options),
    modelByAlias: async (model, alias, options) =>
      call("GET", `${MODELS}/${segment(model)}/aliases/${segment(alias)}`, json(record<ModelVersion>), options),
  };
}

function readPage<T>(key: string, text: string, call: string): { items: T[]; next: string } {
  return { items: listUnder(key, asIt<T>)(text, call), next: textUnder("next_page_token")(text, call) };
}

/** The wire's record under our name for it: its fields are taken on trust, and absent ones are absent. */
function asIt<T>(item: Record<string, unknown>): T {
  return item as T;
}

function record<T>(answer: unknown, call: string): T {
  if (!isRecord(answer)) throw new Unreadable("The answer holds no object", call);
  return asIt(answer);
}
