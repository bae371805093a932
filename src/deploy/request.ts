// A live config as a request: what the service says of itself goes, everything else stays, known to this version or not.
import type { EndpointConfig, ServedEntity } from "../api/types.ts";
import { inventedReason, isExternal, isWriteOnly, outputOnly } from "./fields.ts";
import { isObject, type JsonObject, without } from "./json.ts";
import { routedEntity, shareOf, sharesOf } from "./split.ts";

/**
 * The live config without what only the service sets. Of its two lists of the same entities the older goes, too. What
 * is newer than this version stays.
 */
export function ownFields(live: EndpointConfig): EndpointConfig {
  const kept = without(live, new Set([...outputOnly.config, "served_models"]));
  const capture = kept.auto_capture_config;
  return {
    ...kept,
    ...(live.served_entities && {
      served_entities: live.served_entities.map((entity) => ({
        ...without(entity, outputOnly.entity),
        name: entity.name,
      })),
    }),
    ...(isObject(capture) && { auto_capture_config: without(capture, new Set(["state"])) }),
  };
}

/** The request that asks for the live config as it is. */
export function requestFrom(live: EndpointConfig): EndpointConfig {
  const own = ownFields(live);
  return own.served_entities ? { ...own, served_entities: own.served_entities.map(withoutInvented) } : own;
}

/**
 * The live config as a request in which only the percentages differ. Of the wanted config it takes the shares, and what
 * the service never returned: `burst_scaling_enabled` and credentials in plain text.
 */
export function splitConfig(live: EndpointConfig, wanted: EndpointConfig): EndpointConfig {
  const base = requestFrom(live);
  const shares = sharesOf(wanted);
  const routes = base.traffic_config?.routes ?? [];
  const unrouted = shares.filter(
    (share) => share.percentage > 0 && !routes.some((route) => routedEntity(route) === share.servedEntity),
  );
  return {
    ...base,
    ...(base.served_entities && {
      served_entities: base.served_entities.map((entity) => withWriteOnly(entity, wanted.served_entities ?? [])),
    }),
    traffic_config: {
      ...base.traffic_config,
      routes: [
        ...routes.map((route) => ({ ...route, traffic_percentage: shareOf(shares, routedEntity(route)) })),
        ...unrouted.map(({ servedEntity, percentage }) => ({
          served_entity_name: servedEntity,
          traffic_percentage: percentage,
        })),
      ],
    },
  };
}

/** Nobody sent these, and a request must not hold them beside what was sent. Scaling to zero costs or saves: it stays. */
function withoutInvented(live: ServedEntity): ServedEntity {
  const invented = Object.keys(live).filter((field) => inventedReason(live, field) !== undefined);
  const dropped = isExternal(live) ? invented : invented.filter((field) => field !== "scale_to_zero_enabled");
  return { ...without(live, new Set(dropped)), name: live.name };
}

function withWriteOnly(live: ServedEntity, wanted: readonly ServedEntity[]): ServedEntity {
  const twin = wanted.find((entity) => entity.name === live.name);
  return twin ? { ...withFieldsOf(live, twin), name: live.name } : live;
}

/**
 * `live` with the write-only fields of `wanted`, at every level that both have. A credential in plain text is not needed
 * where the service answered with the reference it made of it, and both together are refused.
 */
function withFieldsOf(live: JsonObject, wanted: JsonObject): JsonObject {
  const added = Object.entries(wanted).flatMap(([key, value]) => {
    const below = live[key];
    if (isObject(value) && isObject(below)) return [[key, withFieldsOf(below, value)]];
    return isWriteOnly(key) && live[key.replace(/_plaintext$/, "")] === undefined ? [[key, value]] : [];
  });
  return { ...live, ...Object.fromEntries(added) };
}
