// The open request panels: one for each endpoint of a connection, and back after a reload of the window.
import * as vscode from "vscode";
import { fromSaved } from "../panel/saved.ts";
import { type PanelKey, RequestPanel, type RequestPanelDeps } from "./request-panel.ts";
import { webviewHtml } from "./webview-html.ts";

/** All open request panels. Closing one ends what it asked. */
export class RequestPanels implements vscode.WebviewPanelSerializer, vscode.Disposable {
  /** Also the manifest's activation event, `onWebviewPanel:<viewType>`. */
  static readonly viewType = "model-serving.request";
  readonly #dist: vscode.Uri;
  readonly #depsFor: (key: PanelKey) => Promise<RequestPanelDeps | undefined>;
  readonly #open = new Map<string, RequestPanel>();
  readonly #registration: vscode.Disposable;

  /** `depsFor` answers undefined where the connection or the endpoint is no more. */
  constructor(dist: vscode.Uri, depsFor: (key: PanelKey) => Promise<RequestPanelDeps | undefined>) {
    this.#dist = dist;
    this.#depsFor = depsFor;
    this.#registration = vscode.window.registerWebviewPanelSerializer(RequestPanels.viewType, this);
  }

  /** Opens the panel of an endpoint, or brings the open one to the front; points it at `servedEntity` if one is given. */
  show(key: PanelKey, deps: RequestPanelDeps, servedEntity?: string): void {
    const panel = this.#open.get(nameOf(key)) ?? this.#adopt(key, this.#create(key), deps);
    panel.show(servedEntity);
  }

  /** Called by VS Code after a reload. A panel whose endpoint is gone, or whose state cannot be read, is closed. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, saved: unknown): Promise<void> {
    const endpoint = fromSaved(saved).endpoint;
    const key = endpoint && { connection: endpoint.connection, endpoint: endpoint.name };
    const deps = key && (await this.#depsFor(key));
    if (key === undefined || deps === undefined || this.#open.has(nameOf(key))) {
      panel.dispose();
      return;
    }
    this.#adopt(key, panel, deps);
  }

  /** Lets go of the panels and leaves their tabs: this also runs when the window reloads, and they are to survive that. */
  dispose(): void {
    this.#registration.dispose();
    for (const panel of this.#open.values()) panel.dispose();
  }

  #create({ endpoint }: PanelKey): vscode.WebviewPanel {
    return vscode.window.createWebviewPanel(RequestPanels.viewType, endpoint, vscode.ViewColumn.Active);
  }

  #adopt(key: PanelKey, tab: vscode.WebviewPanel, deps: RequestPanelDeps): RequestPanel {
    const name = nameOf(key);
    const panel = new RequestPanel(tab, deps, () => this.#open.delete(name));
    this.#open.set(name, panel);
    tab.webview.options = { enableScripts: true, localResourceRoots: [this.#dist] };
    tab.webview.html = webviewHtml(tab.webview, this.#dist);
    return panel;
  }
}

function nameOf({ connection, endpoint }: PanelKey): string {
  return JSON.stringify([connection, endpoint]);
}
