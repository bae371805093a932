// Turns what a menu, a CodeLens or the palette hands to a command into what the command works on: one endpoint of a
// document, or one live endpoint. Where nothing was handed over, the user is asked.
import { type TextDocument, Uri, window, workspace } from "vscode";
import type { ServingEndpoint } from "../api/types.ts";
import type { Endpoint, Report } from "../engine/index.ts";
import type { DocumentTarget } from "./code-lenses.ts";
import { Declined, type NextStep } from "./command.ts";
import type { Connection } from "./connections.ts";
import type { EndpointItem, EntityItem, PendingItem } from "./endpoint-tree.ts";
import { splitWords, stateWords } from "./endpoint-words.ts";
import type { Services } from "./services.ts";

export interface ConfigInDocument {
  readonly document: TextDocument;
  readonly report: Report;
  readonly endpoint: Endpoint;
}

export interface LiveEndpoint {
  readonly connection: Connection;
  readonly endpoint: ServingEndpoint;
  /** Where the user pointed at one served entity. */
  readonly servedEntity?: string;
}

/** From a CodeLens, an editor menu (a Uri), the explorer (a Uri) or the palette (nothing). */
export type ConfigTarget = DocumentTarget | Uri | undefined;
export type LiveTarget = EndpointItem | EntityItem | PendingItem | undefined;

export function isLiveTarget(target: unknown): target is NonNullable<LiveTarget> {
  return (
    typeof target === "object" && target !== null && "connection" in target && "endpoint" in target && "kind" in target
  );
}

/** The config that the target points at, else the active editor's, else the one of several that the user picks. */
export async function configFrom({ documents, ui }: Services, target: ConfigTarget): Promise<ConfigInDocument> {
  const document = await documentFrom(target);
  const report = document && documents.report(document);
  if (document === undefined || report === undefined) throw new Declined(NO_CONFIG, [NEW_CONFIG]);
  if (report.endpoints.length === 0) {
    const [first] = report.findings;
    throw new Declined(`${fileName(document.uri)} holds no endpoint config${first ? `: ${first.message}` : ""}`, [
      NEW_CONFIG,
    ]);
  }
  const pointed = target && "endpoint" in target ? report.endpoints[target.endpoint] : undefined;
  const endpoint = pointed ?? (await onlyOrPicked(report.endpoints, ui));
  return { document, report, endpoint };
}

const NO_CONFIG = "Open an endpoint config first: a file named `*.serving.json`, `.jsonc`, `.yml` or `.yaml`";
const NEW_CONFIG: NextStep = { title: "New Endpoint Config…", command: "modelServing.newConfig" };

export function fileName({ path }: Uri): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

async function documentFrom(target: ConfigTarget): Promise<TextDocument | undefined> {
  if (target === undefined) return window.activeTextEditor?.document;
  const uri = target instanceof Uri ? target : Uri.parse(target.uri);
  try {
    return await workspace.openTextDocument(uri);
  } catch (error) {
    // The editor's own words: the file is gone, is binary, or is too large.
    throw new Declined(
      `${fileName(uri)} cannot be opened as text. ${error instanceof Error ? error.message : ""}`.trim(),
    );
  }
}

async function onlyOrPicked(endpoints: readonly Endpoint[], ui: Services["ui"]): Promise<Endpoint> {
  const [only, second] = endpoints;
  if (only && !second) return only;
  const items = endpoints.map((endpoint, i) => ({ label: endpoint.name ?? `endpoint ${i + 1}`, endpoint }));
  return (await ui.pick(items, { title: "Which endpoint of the file?" })).endpoint;
}

/** The endpoint that the tree points at, as the service has it now; from the palette the one that the user picks. */
export async function liveFrom(services: Services, target: LiveTarget): Promise<LiveEndpoint> {
  const { connections, endpoints } = services;
  const connection = target?.connection ?? connections.require();
  const name = target?.endpoint.name ?? (await pickEndpoint(services, connection));
  const endpoint = await connection.api.get(name);
  endpoints.follow(connection, endpoint);
  return { connection, endpoint, ...(target?.kind === "entity" && { servedEntity: target.entity.name }) };
}

/** The name of an endpoint that the user picks; those that serve most of the `likely` served entities come first. */
export async function pickEndpoint(
  { endpoints, ui }: Services,
  connection: Connection,
  likely: ReadonlySet<string> = new Set(),
): Promise<string> {
  const loaded = await endpoints.loaded(connection);
  if (loaded.trouble !== undefined) throw new Declined(loaded.trouble);
  if (loaded.endpoints.length === 0)
    throw new Declined(`${connection.label} has no serving endpoints yet; deploy a config first`);
  const likeness = ({ config }: ServingEndpoint) =>
    (config?.served_entities ?? []).filter(({ name }) => likely.has(name)).length;
  const items = loaded.endpoints
    .toSorted((a, b) => likeness(b) - likeness(a))
    .map((endpoint) => ({
      label: endpoint.name,
      description: [splitWords(endpoint), stateWords(endpoint)].filter(Boolean).join(" · "),
    }));
  return (await ui.pick(items, { title: `Which endpoint on ${connection.label}?`, matchOnDescription: true })).label;
}
