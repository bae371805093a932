// Opens the request panel of an endpoint.
import type { Uri } from "vscode";
import { window } from "vscode";
import { Refused } from "../../api/errors.ts";
import { type Command, Declined } from "../command.ts";
import { depsFor } from "../request-panel-deps.ts";
import type { Services } from "../services.ts";
import {
  type ConfigTarget,
  configFrom,
  isLiveTarget,
  type LiveEndpoint,
  type LiveTarget,
  liveFrom,
} from "../targets.ts";
import { endpointKey } from "./deploy.ts";

export const query: Command<ConfigTarget | LiveTarget> = {
  id: "modelServing.query",
  title: "Query…",
  async run(services, target) {
    const live = await liveEndpoint(services, target);
    const { connection, endpoint, servedEntity } = live;
    const key = { connection: connection.label, endpoint: endpoint.name };
    services.panels.show(key, depsFor(services, connection, endpoint), servedEntity);
  },
};

async function liveEndpoint(services: Services, target: ConfigTarget | LiveTarget): Promise<LiveEndpoint> {
  if (isLiveTarget(target)) return liveFrom(services, target);
  const { activeTextEditor } = window;
  const open = target !== undefined || (activeTextEditor && services.documents.report(activeTextEditor.document));
  return open ? liveOf(services, target) : liveFrom(services, undefined);
}

/** The live endpoint that a config in a document is for. */
async function liveOf(services: Services, target: ConfigTarget): Promise<LiveEndpoint> {
  const { endpoint, document } = await configFrom(services, target);
  const connection = services.connections.require();
  const name = endpoint.name ?? services.memory.get<string>(endpointKey(document));
  if (name === undefined) return liveFrom(services, undefined);
  try {
    const live = await connection.api.get(name);
    services.endpoints.saw(connection, live);
    return { connection, endpoint: live };
  } catch (error) {
    if (!(error instanceof Refused) || error.status !== 404) throw error;
    const deployIt = { title: "Deploy", command: "modelServing.deploy", args: [document.uri satisfies Uri] };
    throw new Declined(`${name} is not deployed on ${connection.label} yet`, [deployIt]);
  }
}
