// The tree of live endpoints: connection, endpoint, served entity. It draws what `endpoints` knows and asks for nothing
// but a refresh.
import {
  EventEmitter,
  ThemeColor,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
  window,
} from "vscode";
import type { EndpointConfig, ServedEntity, ServingEndpoint } from "../api/types.ts";
import { shareOf, sharesOf } from "../deploy/split.ts";
import { chartColours } from "../panel/chart-colour.ts";
import type { Connection, Connections } from "./connections.ts";
import { ERROR, entityWords, iconOf, splitWords, stateWords, WARNING } from "./endpoint-words.ts";
import type { Endpoints } from "./endpoints.ts";
import { Lifetime } from "./lifetime.ts";

export interface ConnectionItem {
  readonly kind: "connection";
  readonly connection: Connection;
}
export interface EndpointItem {
  readonly kind: "endpoint";
  readonly connection: Connection;
  readonly endpoint: ServingEndpoint;
}
export interface PendingItem {
  readonly kind: "pending";
  readonly connection: Connection;
  readonly endpoint: ServingEndpoint;
}
export interface EntityItem {
  readonly kind: "entity";
  readonly connection: Connection;
  readonly endpoint: ServingEndpoint;
  readonly entity: ServedEntity;
  readonly config: EndpointConfig;
  readonly pending: boolean;
}
interface TroubleItem {
  readonly kind: "trouble";
  readonly connection: Connection;
  readonly message: string;
}
/** Stands where a connection has no endpoints. */
interface EmptyItem {
  readonly kind: "empty";
  readonly connection: Connection;
}
export type Item = ConnectionItem | EndpointItem | PendingItem | EntityItem | TroubleItem | EmptyItem;

export class EndpointTree extends Lifetime implements TreeDataProvider<Item> {
  readonly #connections: Connections;
  readonly #endpoints: Endpoints;
  readonly #changed = this.own(new EventEmitter<Item | undefined>());

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(connections: Connections, endpoints: Endpoints) {
    super();
    this.#connections = connections;
    this.#endpoints = endpoints;
    this.own(connections.onDidChange(() => this.#changed.fire(undefined)));
    this.own(endpoints.onDidChange(() => this.#changed.fire(undefined)));
    this.own(window.createTreeView("modelServing.endpoints", { treeDataProvider: this }));
  }

  getTreeItem(item: Item): TreeItem {
    return treeItemOf(item);
  }

  async getChildren(item?: Item): Promise<Item[]> {
    if (item) return childrenOf(item, this.#endpoints);
    return this.#connections.all.map((connection) => ({ kind: "connection", connection }));
  }
}

async function childrenOf(item: Item, endpoints: Endpoints): Promise<Item[]> {
  const { connection } = item;
  switch (item.kind) {
    case "connection": {
      const state = await endpoints.loaded(connection);
      if (state.trouble !== undefined) return [{ kind: "trouble", connection, message: state.trouble }];
      if (state.endpoints.length === 0) return [{ kind: "empty", connection }];
      return state.endpoints.map((endpoint) => ({ kind: "endpoint", connection, endpoint }));
    }
    case "endpoint": {
      const { endpoint } = item;
      const entities = entitiesOf(item, endpoint.config, false);
      return endpoint.pending_config ? [...entities, { kind: "pending", connection, endpoint }] : entities;
    }
    case "pending":
      return entitiesOf(item, item.endpoint.pending_config, true);
    default:
      return [];
  }
}

function entitiesOf(
  { connection, endpoint }: EndpointItem | PendingItem,
  config: EndpointConfig | undefined,
  pending: boolean,
): Item[] {
  const entities = config?.served_entities ?? [];
  return entities.map((entity) => ({ kind: "entity", connection, endpoint, entity, config: config ?? {}, pending }));
}

function treeItemOf(item: Item): TreeItem {
  switch (item.kind) {
    case "connection":
      return connectionItem(item);
    case "endpoint":
      return endpointItem(item);
    case "pending":
      return pendingItem(item);
    case "entity":
      return entityItem(item);
    case "trouble": {
      const treeItem = new TreeItem(item.message);
      treeItem.iconPath = WARNING;
      treeItem.tooltip = item.message;
      return treeItem;
    }
    case "empty": {
      const treeItem = new TreeItem("No endpoints yet");
      treeItem.description = "write a config";
      treeItem.command = { title: "New Endpoint Config…", command: "modelServing.newConfig" };
      return treeItem;
    }
  }
}

function connectionItem({ connection }: ConnectionItem): TreeItem {
  const treeItem = new TreeItem(connection.label, TreeItemCollapsibleState.Expanded);
  treeItem.id = connection.id;
  treeItem.description = connection.production ? `${connection.description} · production` : connection.description;
  const colour = connection.production ? new ThemeColor("problemsWarningIcon.foreground") : undefined;
  treeItem.iconPath = new ThemeIcon("plug", colour);
  treeItem.contextValue = "connection";
  return treeItem;
}

function endpointItem({ connection, endpoint }: EndpointItem): TreeItem {
  const treeItem = new TreeItem(endpoint.name, TreeItemCollapsibleState.Collapsed);
  const split = splitWords(endpoint);
  treeItem.id = `${connection.id}/${endpoint.name}`;
  treeItem.description = split ? `${split} · ${stateWords(endpoint)}` : stateWords(endpoint);
  treeItem.iconPath = iconOf(endpoint);
  treeItem.contextValue = "endpoint";
  treeItem.tooltip = endpointTooltip(connection, endpoint);
  treeItem.accessibilityInformation = { label: spokenLabel(endpoint) };
  return treeItem;
}

/** "multi-model, ready, current 90 percent, challenger 10 percent". */
function spokenLabel(endpoint: ServingEndpoint): string {
  const shares = sharesOf(endpoint.config).map(
    ({ servedEntity, percentage }) => `${servedEntity} ${percentage} percent`,
  );
  return [endpoint.name, stateWords(endpoint), ...shares].join(", ");
}

function endpointTooltip(connection: Connection, endpoint: ServingEndpoint): string {
  const { name, creator, endpoint_url, last_updated_timestamp: changed, route_optimized, task } = endpoint;
  const line = (label: string, value: string | undefined) => (value ? [`${label}: ${value}`] : []);
  return [
    `${name} on ${connection.label}: ${stateWords(endpoint)}`,
    ...failuresOf(endpoint),
    ...line("Split", splitWords(endpoint)),
    ...line("Task", task),
    ...line("Last change", changed ? new Date(changed).toLocaleString() : undefined),
    ...line("Created by", creator),
    ...line("Route optimised", route_optimized ? "yes" : undefined),
    ...line("URL", endpoint_url ?? `${connection.api.host}/serving-endpoints/${name}/invocations`),
  ].join("\n");
}

/** What the service says of the served entities whose deployment failed, in its own words. */
function failuresOf({ config, pending_config }: ServingEndpoint): string[] {
  return [...(config?.served_entities ?? []), ...(pending_config?.served_entities ?? [])]
    .filter(({ state }) => state?.deployment === "DEPLOYMENT_FAILED")
    .map(({ name, state }) => `${name}: ${state?.deployment_state_message || "failed"}`);
}

function pendingItem({ connection, endpoint }: PendingItem): TreeItem {
  const version = endpoint.pending_config?.config_version;
  const failed = endpoint.state.config_update !== "IN_PROGRESS";
  const treeItem = new TreeItem(
    `${failed ? "failed" : "pending"} config${version ? ` v${version}` : ""}`,
    TreeItemCollapsibleState.Collapsed,
  );
  treeItem.id = `${connection.id}/${endpoint.name}/pending`;
  treeItem.iconPath = failed ? WARNING : new ThemeIcon("sync");
  treeItem.contextValue = "pending";
  return treeItem;
}

function entityItem({ connection, endpoint, entity, config, pending }: EntityItem): TreeItem {
  const treeItem = new TreeItem(entity.name);
  const share = shareOf(sharesOf(config), entity.name);
  const words = entityWords(entity);
  treeItem.id = `${connection.id}/${endpoint.name}/${pending ? "pending/" : ""}${entity.name}`;
  treeItem.description = [`${share} %`, ...words].join(" · ");
  treeItem.iconPath = entityIcon(entity, endpoint.config ?? config);
  treeItem.contextValue = pending ? "pendingEntity" : "entity";
  const message = entity.state?.deployment_state_message;
  treeItem.tooltip = [`${entity.name}: ${treeItem.description}`, entity.entity_name, message]
    .filter(Boolean)
    .join("\n");
  treeItem.accessibilityInformation = { label: [entity.name, `${share} percent`, ...words].join(", ") };
  return treeItem;
}

/** The entity's colour among all names of the endpoint, so that it looks the same here and in the request panel. */
function entityIcon({ name, state }: ServedEntity, config: EndpointConfig): ThemeIcon {
  if (state?.deployment === "DEPLOYMENT_FAILED") return ERROR;
  const colours = chartColours(sharesOf(config).map(({ servedEntity }) => servedEntity));
  return new ThemeIcon("circle-filled", new ThemeColor(`charts.${colours.get(name) ?? "blue"}`));
}
