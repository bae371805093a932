// Everything that features share, built once. Who needs what is in the signatures that destructure it.
import { type ExtensionContext, type LogOutputChannel, type Memento, Uri, window } from "vscode";
import { show } from "./command.ts";
import { Connections } from "./connections.ts";
import { Documents } from "./documents.ts";
import { Emulator } from "./emulator.ts";
import { Endpoints } from "./endpoints.ts";
import { LogFollower } from "./log-follower.ts";
import { panelDeps } from "./request-panel-deps.ts";
import { RequestPanels } from "./request-panels.ts";
import { type Settings, settings } from "./settings.ts";
import type { Ui } from "./ui.ts";
import { VirtualDocuments } from "./virtual-documents.ts";

export interface Services {
  readonly log: LogOutputChannel;
  readonly ui: Ui;
  readonly settings: Settings;
  readonly connections: Connections;
  readonly endpoints: Endpoints;
  readonly documents: Documents;
  readonly emulator: Emulator;
  readonly panels: RequestPanels;
  readonly texts: VirtualDocuments;
  readonly logs: LogFollower;
  /** Per workspace: which endpoint a config without a name belongs to, and what was live before. */
  readonly memory: Memento;
}

export function createServices(
  { subscriptions, extensionUri, workspaceState, globalState, secrets }: ExtensionContext,
  ui: Ui,
): Services {
  const own = <T extends { dispose(): unknown }>(service: T): T => {
    subscriptions.push(service);
    return service;
  };
  const log = own(window.createOutputChannel("Model Serving", { log: true }));
  const report = (error: unknown) => show(error, "A task in the background", log);
  const connections = own(new Connections(settings, globalState, secrets));
  const endpoints = own(new Endpoints(connections, report));
  const texts = own(new VirtualDocuments());
  const logs = own(new LogFollower(report));
  const base = { log, ui, settings, connections, endpoints, memory: workspaceState, texts, logs };
  const documents = own(new Documents(settings));
  const emulator = own(new Emulator(connections));
  const panels = own(new RequestPanels(Uri.joinPath(extensionUri, "dist"), (key) => panelDeps(base, key)));
  return { ...base, documents, emulator, panels };
}
