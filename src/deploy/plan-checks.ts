// What speaks against a plan: reasons to refuse it, and warnings to show with it. Rules about the text of a config are
// the engine's; here is only what follows from the live endpoint, or from sending what was read from it.
import type { EndpointConfig, ServedEntity, ServingEndpoint } from "../api/types.ts";
import type { Change } from "./change.ts";
import type { Desired, Ignored } from "./desired.ts";
import { hasCredential, isExternal } from "./fields.ts";
import { isObject } from "./json.ts";
import { type Share, shareOf, sharesOf, wrongTotal } from "./split.ts";

/** Why the changes cannot be sent; empty where they can. */
export function refusalsOf(
  { name, config }: Desired,
  live: ServingEndpoint | undefined,
  changes: readonly Change[],
): string[] {
  const empty = config && (config.served_entities ?? []).length === 0;
  return [
    ...(live?.state.config_update === "IN_PROGRESS"
      ? [`Another update of \`${name}\` is running; wait until it has settled`]
      : []),
    ...(empty ? ["The config serves nothing; name at least one served entity, or delete the endpoint"] : []),
    ...changes.filter((change) => change.part === "fixed").map(fixedField),
    ...(live && config && !empty ? conversion(config, live) : []),
    ...(live ? tableMoves(changes, live) : []),
  ];
}

/** Why these shares cannot be set on the live endpoint; empty where they can. */
export function splitRefusals(live: ServingEndpoint, shares: readonly Share[]): string[] {
  if (!live.config) return [`\`${live.name}\` has no deployed config yet; there is no traffic to split`];
  const known = sharesOf(live.config);
  const strangers = shares.filter((share) => !known.some((other) => other.servedEntity === share.servedEntity));
  const total = shares.reduce((sum, share) => sum + share.percentage, 0);
  const broken = shares.filter(({ percentage }) => !Number.isInteger(percentage) || percentage < 0);
  return [
    ...strangers.map((share) => `\`${live.name}\` serves no \`${share.servedEntity}\`; refresh and choose again`),
    ...broken.map((share) => `${share.percentage} is no share; shares are whole numbers from 0 to 100`),
    ...(total === 100 ? [] : [wrongTotal(total)]),
  ];
}

/** What a plan is about to do; `config` is the body of its PUT. */
export interface Outlook {
  readonly kind: "nothing" | "create" | "update" | "split";
  /** Whether a config is sent to an endpoint that exists. */
  readonly put: boolean;
  readonly desired: Desired;
  readonly live: ServingEndpoint | undefined;
  readonly config: EndpointConfig;
  readonly changes: readonly Change[];
  readonly ignored: readonly Ignored[];
}

/** What happens besides, and what may go wrong. */
export function warningsOf(outlook: Outlook): string[] {
  const { kind, put, desired, live, config, changes, ignored } = outlook;
  return [
    ...(put && live?.config ? [...unreadyTraffic(outlook, live.config), ...removedTraffic(config, live.config)] : []),
    ...(put && live?.state.config_update === "UPDATE_FAILED"
      ? ["The last update failed; its pending config is given up"]
      : []),
    ...(kind === "split" ? (config.served_entities ?? []).flatMap(lostByCopy) : []),
    ...(put && kind === "update" ? ignored.filter(isNewer).map(resetByPut) : []),
    ...(kind === "create" || put ? (config.served_entities ?? []).flatMap(modelUnits) : []),
    ...(live && changes.some((change) => change.part === "ai-gateway") ? tableAgain(live) : []),
    ...desired.ignored.filter(({ path }) => path[0] === "permissions").map(({ reason }) => capitalised(reason)),
  ];
}

function fixedField({ path }: Change): string {
  return `\`${path.join(".")}\` is fixed when an endpoint is created; restore the live value, or create another endpoint`;
}

/** SDK: an endpoint with external models cannot become one without, nor the reverse. */
function conversion(config: EndpointConfig, live: ServingEndpoint): string[] {
  const before = (live.config ?? live.pending_config)?.served_entities ?? [];
  const after = config.served_entities ?? [];
  if (before.length === 0 || before.some(isExternal) === after.some(isExternal)) return [];
  const [from, to] = before.some(isExternal) ? ["external models", "models"] : ["models", "external models"];
  return [`An endpoint of ${from} cannot be turned into one of ${to}; create another endpoint`];
}

/** A table's place is fixed while it is on (API reference of `putaigateway`; Terraform provider for the older table). */
function tableMoves(changes: readonly Change[], live: ServingEndpoint): string[] {
  const places = ["catalog_name", "schema_name", "table_name_prefix"];
  const older = changes.filter(
    ({ path, from }) => path[1] === "auto_capture_config" && places.includes(path[2] ?? "") && from !== undefined,
  );
  const newer = changes.filter(({ path, from, to }) => {
    if (path[1] !== "inference_table_config" || !isObject(from) || !isObject(to)) return false;
    return from.enabled === true && to.enabled === true && places.some((key) => from[key] !== to[key]);
  });
  return [
    ...older.map(fixedField),
    ...newer.map(
      () => `The inference table of \`${live.name}\` cannot move while it is on; turn it off first, then on again`,
    ),
  ];
}

function unreadyTraffic({ kind, config, changes }: Outlook, live: EndpointConfig): string[] {
  const redeployed = new Set(
    kind === "split" ? [] : changes.filter(({ path }) => path[1] === "served_entities").map(({ path }) => path[2]),
  );
  return (live.served_entities ?? []).flatMap(({ name, state }) => {
    const share = shareOf(sharesOf(config), name);
    const deployment = state?.deployment ?? "DEPLOYMENT_READY";
    if (share === 0 || deployment === "DEPLOYMENT_READY" || redeployed.has(name)) return [];
    const message = state?.deployment_state_message ? `: ${state.deployment_state_message}` : "";
    return [`\`${name}\` gets ${share} % of the traffic and is not ready (${deployment}${message})`];
  });
}

function removedTraffic(config: EndpointConfig, live: EndpointConfig): string[] {
  const kept = new Set((config.served_entities ?? []).map((entity) => entity.name));
  return sharesOf(live)
    .filter(({ servedEntity, percentage }) => percentage > 0 && !kept.has(servedEntity))
    .map(
      ({ servedEntity, percentage }) => `\`${servedEntity}\` is removed; it gets ${percentage} % of the traffic now`,
    );
}

/** What the service never returned and a config copied from its answer therefore does not say. */
function lostByCopy(entity: ServedEntity): string[] {
  const units = entity.provisioned_model_units !== undefined && entity.burst_scaling_enabled === undefined;
  const provider = Object.entries(entity.external_model ?? {}).find(([key]) => key.endsWith("_config"))?.[1];
  return [
    ...(units
      ? [`\`burst_scaling_enabled\` of \`${entity.name}\` goes back to its default, true; the service never returns it`]
      : []),
    ...(isObject(provider) && !hasCredential(provider)
      ? [
          `The service did not return the credential of \`${entity.name}\`, so this may lose it; deploy its config from a file instead`,
        ]
      : []),
  ];
}

function isNewer({ reason }: Ignored): boolean {
  return reason.endsWith("not known here");
}

function resetByPut({ path }: Ignored): string {
  return `\`${path.slice(1).join(".")}\` is live and not in the document, so this may reset it`;
}

/** Observed: models that need units are refused on this route as "not eligible" (databricks-sdk-py #1081). */
function modelUnits(entity: ServedEntity): string[] {
  if (entity.provisioned_model_units === undefined) return [];
  return [
    `\`${entity.name}\` asks for model units; some models take them only through \`/serving-endpoints/pt\`, which is not used here`,
  ];
}

/** Seen by Databricks' own agents package, whose code avoids the second request; the answer's status is UNCERTAIN. */
function tableAgain(live: ServingEndpoint): string[] {
  const table = live.ai_gateway?.inference_table_config;
  if (!isObject(table) || table.enabled !== true) return [];
  return ["The inference table is on; the service may refuse a second AI gateway config that turns it on"];
}

function capitalised(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
