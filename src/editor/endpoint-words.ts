// Live state in words and icons, the same in tree, status, panel and messages.
import { ThemeColor, ThemeIcon } from "vscode";
import type { EndpointConfig, ServedEntity, ServingEndpoint } from "../api/types.ts";
import { sharesOf, splitLabel } from "../deploy/split.ts";

export type Condition = "ready" | "updating" | "ready-update-failed" | "failed" | "not-ready";

/** The states that the service's own pages tell apart, from `ready` and `config_update` together. */
export function conditionOf({ state }: ServingEndpoint): Condition {
  const ready = state.ready === "READY";
  if (state.config_update === "IN_PROGRESS") return "updating";
  if (state.config_update === "UPDATE_FAILED" || state.config_update === "UPDATE_CANCELED")
    return ready ? "ready-update-failed" : "failed";
  return ready ? "ready" : "not-ready";
}

export function stateWords(endpoint: ServingEndpoint): string {
  switch (conditionOf(endpoint)) {
    case "ready":
      return "ready";
    case "updating":
      return `updating${progressOf(endpoint)}`;
    case "ready-update-failed":
      return "ready, last update failed";
    case "failed":
      return "not ready, update failed";
    case "not-ready":
      return "not ready";
  }
}

function progressOf({ pending_config }: ServingEndpoint): string {
  const entities = pending_config?.served_entities ?? [];
  const ready = entities.filter((entity) => entity.state?.deployment === "DEPLOYMENT_READY").length;
  return entities.length === 0 ? "" : `, ${ready} of ${entities.length} ready`;
}

export const WARNING = new ThemeIcon("warning", new ThemeColor("problemsWarningIcon.foreground"));
export const ERROR = new ThemeIcon("error", new ThemeColor("problemsErrorIcon.foreground"));

const ICONS: Readonly<Record<Condition, ThemeIcon>> = {
  ready: new ThemeIcon("pass", new ThemeColor("testing.iconPassed")),
  updating: new ThemeIcon("sync~spin"),
  "ready-update-failed": WARNING,
  failed: ERROR,
  "not-ready": new ThemeIcon("circle-slash"),
};

export function iconOf(endpoint: ServingEndpoint): ThemeIcon {
  return ICONS[conditionOf(endpoint)];
}

/** `90/10`, or `90/10 → 50/50` while the split is changing. */
export function splitWords({ config, pending_config, state }: ServingEndpoint): string {
  const now = labelOf(config);
  const next = state.config_update === "IN_PROGRESS" ? labelOf(pending_config) : "";
  if (now === "" || next === "" || now === next) return now || next;
  return `${now} → ${next}`;
}

function labelOf(config: EndpointConfig | undefined): string {
  return splitLabel(sharesOf(config));
}

/** Model and version: `model-A v1`, `gpt-4 by openai`. */
function modelWords(entity: ServedEntity): string {
  const external = entity.external_model;
  if (external) return `${external.name} by ${external.provider}`;
  const name = entity.entity_name?.slice(entity.entity_name.lastIndexOf(".") + 1) ?? "";
  return entity.entity_version ? `${name} v${entity.entity_version}` : name;
}

/** State where it is not ready, model and size of one entity, as far as known: `model-A v1`, `Small`, `scales to zero`. */
export function entityWords(entity: ServedEntity): string[] {
  const message = entity.state?.deployment_state_message;
  const scaledToZero = message === "Scaled to zero";
  const scaling = scaledToZero ? "scaled to zero" : entity.scale_to_zero_enabled ? "scales to zero" : "";
  return [
    deploymentWords(entity),
    modelWords(entity),
    entity.workload_size ?? "",
    throughputWords(entity),
    scaling,
  ].filter(Boolean);
}

function throughputWords({
  min_provisioned_throughput: least,
  max_provisioned_throughput: most,
}: ServedEntity): string {
  return most === undefined ? "" : `${least ?? 0}–${most} tokens/s`;
}

const DEPLOYMENTS: Readonly<Record<string, string>> = {
  DEPLOYMENT_CREATING: "creating",
  DEPLOYMENT_READY: "",
  DEPLOYMENT_RECOVERING: "recovering",
  DEPLOYMENT_FAILED: "failed",
  DEPLOYMENT_ABORTED: "aborted",
};

function deploymentWords({ state }: ServedEntity): string {
  const deployment = state?.deployment ?? "DEPLOYMENT_READY";
  return DEPLOYMENTS[deployment] ?? deployment;
}
