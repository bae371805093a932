// Looking at a live endpoint: its config, its logs, its metrics, who may do what. Nothing here changes anything.
import { commands, env, Uri, window, workspace } from "vscode";
import type { ServedEntity, ServingEndpoint } from "../../api/types.ts";
import { shown } from "../../deploy/change.ts";
import { pulled, pulledText } from "../../deploy/pull.ts";
import { type Command, Declined } from "../command.ts";
import type { Services } from "../services.ts";
import { type LiveEndpoint, type LiveTarget, liveFrom } from "../targets.ts";

export const openLive: Command<LiveTarget> = {
  id: "modelServing.openLive",
  title: "Open Live Config",
  async run(services, target) {
    const live = await liveFrom(services, target);
    await showText(services, live, "json", JSON.stringify(shown(live.endpoint), null, 2));
  },
};

export const pullToFile: Command<LiveTarget> = {
  id: "modelServing.pullToFile",
  title: "Pull to File…",
  async run(services, target) {
    const { connection, endpoint } = await liveFrom(services, target);
    const text = pulledText(pulled(endpoint), `${endpoint.name} on ${connection.label}`);
    const folder = workspace.workspaceFolders?.[0]?.uri;
    const name = `${endpoint.name}.serving.jsonc`;
    const uri = await window.showSaveDialog({
      title: `Pull ${endpoint.name} to a File`,
      ...(folder && { defaultUri: Uri.joinPath(folder, name) }),
      filters: { "Endpoint config": ["jsonc"] },
    });
    if (uri === undefined) return;
    await workspace.fs.writeFile(uri, Buffer.from(text));
    await window.showTextDocument(uri);
  },
};

export const buildLogs: Command<LiveTarget> = {
  id: "modelServing.buildLogs",
  title: "Build Logs",
  async run(services, target) {
    const live = await liveFrom(services, target);
    const servedEntity = await entityOf(services, live);
    const text = await live.connection.api.buildLogs({ endpoint: live.endpoint.name, servedEntity });
    await showText(services, live, `${servedEntity}.build.log`, text || "The service has no build log of it.\n");
  },
};

export const serviceLogs: Command<LiveTarget> = {
  id: "modelServing.serviceLogs",
  title: "Service Logs",
  async run(services, target) {
    const live = await liveFrom(services, target);
    const servedEntity = await entityOf(services, live);
    services.logs.follow(live.connection, live.endpoint.name, servedEntity);
  },
};

export const metrics: Command<LiveTarget> = {
  id: "modelServing.metrics",
  title: "Metrics",
  async run(services, target) {
    const live = await liveFrom(services, target);
    const text = await live.connection.api.metrics(live.endpoint.name);
    await showText(services, live, "metrics.txt", text || "The service has no metrics of it.\n");
  },
};

export const copyName: Command<LiveTarget> = {
  id: "modelServing.copyName",
  title: "Copy Name",
  async run(services, target) {
    const { endpoint, servedEntity } = await liveFrom(services, target);
    await env.clipboard.writeText(servedEntity ?? endpoint.name);
  },
};

export const copyUrl: Command<LiveTarget> = {
  id: "modelServing.copyUrl",
  title: "Copy URL",
  async run(services, target) {
    await env.clipboard.writeText(invocationsUrl(await liveFrom(services, target)));
  },
};

export const copyCurl: Command<LiveTarget> = {
  id: "modelServing.copyCurl",
  title: "Copy as curl",
  async run(services, target) {
    const url = invocationsUrl(await liveFrom(services, target));
    // The token stays a variable: what is copied gets pasted into chats and tickets.
    const lines = [
      `curl '${url}'`,
      '-H "Authorization: Bearer $DATABRICKS_TOKEN"',
      "-H 'Content-Type: application/json'",
      "-d @request.json",
    ];
    await env.clipboard.writeText(lines.join(" \\\n  "));
  },
};

export const openInBrowser: Command<LiveTarget> = {
  id: "modelServing.openInBrowser",
  title: "Open in Browser",
  async run(services, target) {
    const { connection, endpoint } = await liveFrom(services, target);
    const uri = Uri.parse(`${connection.api.host}/ml/endpoints/${encodeURIComponent(endpoint.name)}`);
    if (!(await env.openExternal(uri))) throw new Declined("The editor opened no browser; the address is in the log");
  },
};

function invocationsUrl({ connection, endpoint, servedEntity }: LiveEndpoint): string {
  if (servedEntity === undefined && endpoint.endpoint_url !== undefined) return endpoint.endpoint_url;
  const path = servedEntity === undefined ? "" : `/served-models/${encodeURIComponent(servedEntity)}`;
  return `${connection.api.host}/serving-endpoints/${encodeURIComponent(endpoint.name)}${path}/invocations`;
}

async function entityOf({ ui }: Services, { endpoint, servedEntity }: LiveEndpoint): Promise<string> {
  const entities = entitiesOf(endpoint);
  if (servedEntity !== undefined) return servedEntity;
  const [only, second] = entities;
  if (only === undefined) throw new Declined(`${endpoint.name} serves nothing yet`);
  if (second === undefined) return only.name;
  const items = entities.map(({ name }) => ({ label: name }));
  return (await ui.pick(items, { title: `Which served entity of ${endpoint.name}?` })).label;
}

/** Those in service and those of the attempt under way, each once. */
function entitiesOf({ config, pending_config }: ServingEndpoint): ServedEntity[] {
  const all = [...(config?.served_entities ?? []), ...(pending_config?.served_entities ?? [])];
  return all.filter(({ name }, i) => all.findIndex((other) => other.name === name) === i);
}

async function showText(
  { texts }: Services,
  { connection, endpoint }: LiveEndpoint,
  ending: string,
  text: string,
): Promise<void> {
  const separator = ending === "json" ? "." : "/";
  const uri = texts.document(`/${connection.label}/${endpoint.name}${separator}${ending}`, text);
  await commands.executeCommand("vscode.open", uri, { preview: true });
}
