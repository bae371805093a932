// What editors complete names from: secret scopes and keys, registered models of Unity Catalog with their versions and
// aliases. The seed says what there is; whatever the endpoints refer to is there, too.
// https://docs.databricks.com/api/workspace/registeredmodels and https://docs.databricks.com/api/workspace/secrets
import type { Answer, Entry, Request } from "../http.ts";
import { ours } from "../messages.ts";
import type { SeedModel } from "../seed.ts";
import { USER } from "../user.ts";
import type { World } from "../world.ts";

const MODELS = "/api/2.1/unity-catalog/models";
const MODEL = `${MODELS}/{model}`;

export const lookupRoutes: readonly Entry[] = [
  { verb: "GET", path: "/api/2.0/secrets/scopes/list", handle: listScopes },
  { verb: "GET", path: "/api/2.0/secrets/list", handle: listSecrets },
  { verb: "GET", path: MODELS, handle: listModels },
  { verb: "GET", path: MODEL, handle: getModel },
  { verb: "GET", path: `${MODEL}/versions`, handle: listVersions },
  { verb: "GET", path: `${MODEL}/aliases/{alias}`, handle: getAlias },
];

function listScopes(_: Request, world: World): Answer {
  const scopes = [...secretsOf(world).keys()].sort().map((name) => ({ name, backend_type: "DATABRICKS" }));
  return { json: { scopes } };
}

function listSecrets({ query }: Request, world: World): Answer {
  const scope = query().get("scope");
  if (scope === null) throw ours.missing("scope");
  const keys = secretsOf(world).get(scope);
  if (keys === undefined) throw ours.noSuch("Scope", scope);
  return { json: { secrets: [...keys].sort().map((key) => ({ key, last_updated_timestamp: world.startedAt })) } };
}

function listModels(request: Request, world: World): Answer {
  const query = request.query();
  const catalog = query.get("catalog_name");
  const schema = query.get("schema_name");
  if ((catalog === null) !== (schema === null)) throw ours.missing(catalog === null ? "catalog_name" : "schema_name");
  const prefix = catalog === null ? "" : `${catalog}.${schema}.`;
  const models = [...modelsOf(world)].filter(([name]) => name.startsWith(prefix)).sort();
  const most = schema === null ? { usual: 100, limit: 1000 } : { usual: 10_000, limit: 10_000 };
  const { items, ...page } = paged(models, query, most);
  return { json: { registered_models: items.map(([name]) => modelInfo(name, world)), ...page } };
}

function getModel(request: Request, world: World): Answer {
  const [name, model] = found(request, world);
  const aliases = Object.entries(model.aliases ?? {}).map(([alias_name, version_num]) => ({ alias_name, version_num }));
  return { json: { ...modelInfo(name, world), aliases } };
}

/** The version is a number here and a string in serving configs. */
function listVersions(request: Request, world: World): Answer {
  const [name, model] = found(request, world);
  const versions = Array.from({ length: model.versions }, (_, index) => model.versions - index);
  const { items, ...page } = paged(versions, request.query(), { usual: 100, limit: 1000 });
  return { json: { model_versions: items.map((version) => versionInfo(name, model, version)), ...page } };
}

function getAlias(request: Request, world: World): Answer {
  const [name, model] = found(request, world);
  const { alias = "" } = request.params;
  const version = model.aliases?.[alias];
  if (version === undefined) throw ours.noSuch("Alias", alias);
  return { json: versionInfo(name, model, version) };
}

function modelInfo(full_name: string, { startedAt }: World): object {
  const [catalog_name, schema_name, name] = full_name.split(".");
  return { full_name, name, catalog_name, schema_name, owner: USER.name, created_at: startedAt };
}

function versionInfo(full_name: string, { aliases = {} }: SeedModel, version: number): object {
  const [catalog_name, schema_name, model_name] = full_name.split(".");
  const own = Object.entries(aliases).filter(([, number]) => number === version);
  return {
    catalog_name,
    schema_name,
    model_name,
    version,
    status: "READY",
    aliases: own.map(([alias_name, version_num]) => ({ alias_name, version_num })),
  };
}

function found({ params: { model: name = "" } }: Request, world: World): [name: string, model: SeedModel] {
  const model = modelsOf(world).get(name);
  if (model === undefined) throw ours.noSuch("Registered model", name);
  return [name, model];
}

function modelsOf({ store, seed }: World): Map<string, SeedModel> {
  const models = new Map(Object.entries(seed.models ?? {}));
  for (const { life } of store.list()) {
    for (const { entity_name, entity_version } of (life.active ?? life.pending)?.config.entities ?? []) {
      if (entity_name === undefined || entity_name.split(".").length !== 3) continue;
      const { versions = 0, ...model } = models.get(entity_name) ?? {};
      models.set(entity_name, { ...model, versions: Math.max(versions, Number(entity_version) || 1) });
    }
  }
  return models;
}

function secretsOf({ store, seed }: World): Map<string, Set<string>> {
  const secrets = new Map(Object.entries(seed.secrets ?? {}).map(([scope, keys]) => [scope, new Set(keys)]));
  const text = JSON.stringify(store.list().map(({ life }) => [life.active?.config, life.pending?.config]));
  for (const [, scope = "", key = ""] of text.matchAll(/\{\{secrets\/([^/{}"]+)\/([^/{}"]+)\}\}/g)) {
    secrets.set(scope, (secrets.get(scope) ?? new Set()).add(key));
  }
  return secrets;
}

/** The token is the place where the next page begins; the service's are opaque. */
function paged<T>(
  all: readonly T[],
  query: URLSearchParams,
  { usual, limit }: { usual: number; limit: number },
): { items: readonly T[]; next_page_token?: string } {
  const wanted = Number(query.get("max_results") ?? 0);
  if (!Number.isInteger(wanted) || wanted < 0) throw ours.badCount("max_results", 0, limit);
  const from = Number(query.get("page_token") ?? 0);
  if (!Number.isInteger(from) || from < 0) throw ours.notOneOf("page_token", ["the next_page_token of an answer"]);
  const end = from + Math.min(wanted === 0 ? usual : wanted, limit);
  return { items: all.slice(from, end), ...(end < all.length ? { next_page_token: String(end) } : {}) };
}
