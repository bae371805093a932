// What a request panel gets of the house: its endpoint's live state in words, and the way to open things.
import { Disposable, EventEmitter, window, workspace } from "vscode";
import type { ServingEndpoint } from "../api/types.ts";
import { sharesOf } from "../deploy/split.ts";
import type { EndpointView, TargetView } from "../protocol.ts";
import { show } from "./command.ts";
import type { Connection } from "./connections.ts";
import { splitWords, stateWords } from "./endpoint-words.ts";
import type { PanelKey, RequestPanelDeps } from "./request-panel.ts";
import type { Services } from "./services.ts";

type Base = Pick<Services, "log" | "ui" | "connections" | "endpoints">;

/** Undefined where the connection or the endpoint is no more, after a reload say. */
export async function panelDeps(
  base: Base,
  { connection: label, endpoint: name }: PanelKey,
): Promise<RequestPanelDeps | undefined> {
  const connection = base.connections.all.find((candidate) => candidate.label === label);
  if (connection === undefined) return undefined;
  const { endpoints } = await base.endpoints.loaded(connection);
  const endpoint = endpoints.find((candidate) => candidate.name === name);
  return endpoint && depsFor(base, connection, endpoint);
}

export function depsFor(
  { log, ui, endpoints }: Base,
  connection: Connection,
  endpoint: ServingEndpoint,
): RequestPanelDeps {
  return {
    api: connection.api,
    endpoint: () => viewOf(connection, endpoints.peek(connection, endpoint.name) ?? endpoint),
    onDidChange: (listener) => {
      const moved = new EventEmitter<void>();
      const source = endpoints.onDidChange((changed) => changed === connection && moved.fire());
      const sink = moved.event(listener);
      return Disposable.from(source, sink, moved);
    },
    confirm: (question, detail, verb) => ui.confirm({ question, detail, verb }),
    async openDocument(text) {
      const language = text.trimStart().startsWith("{") || text.trimStart().startsWith("[") ? "json" : "plaintext";
      await window.showTextDocument(await workspace.openTextDocument({ content: text, language }));
    },
    report: (error) => show(error, "The request panel", log),
  };
}

function viewOf(connection: Connection, endpoint: ServingEndpoint): EndpointView {
  const shares = sharesOf(endpoint.config);
  const split = splitWords(endpoint);
  const whole: TargetView = { label: split ? `Endpoint (${split})` : "Endpoint" };
  const entities = shares.map(({ servedEntity, percentage }) => ({
    servedEntity,
    label: `${servedEntity} (${percentage} %)`,
  }));
  return {
    name: endpoint.name,
    connection: connection.label,
    state: stateWords(endpoint),
    targets: [whole, ...entities],
    split: shares.map(({ servedEntity, percentage }) => ({ servedEntity, share: percentage })),
    ...(endpoint.task !== undefined && { task: endpoint.task }),
  };
}
