// Brings a live endpoint to what the config in a document says.
import type { TextDocument } from "vscode";
import { Refused } from "../../api/errors.ts";
import type { ServingEndpoint } from "../../api/types.ts";
import { desiredFrom } from "../../deploy/desired.ts";
import { plan } from "../../deploy/plan.ts";
import { type Shape, toJson } from "../../engine/index.ts";
import { type Command, Declined } from "../command.ts";
import type { Connection } from "../connections.ts";
import { carryOut } from "../deployment.ts";
import type { Services } from "../services.ts";
import { type ConfigInDocument, type ConfigTarget, configFrom, fileName, pickEndpoint } from "../targets.ts";

export const deploy: Command<ConfigTarget> = {
  id: "modelServing.deploy",
  title: "Deploy",
  async run(services, target) {
    const config = await configFrom(services, target);
    refuseErrors(config);
    refuseShape(config);
    const connection = services.connections.require();
    const name = config.endpoint.name ?? (await endpointOf(services, config, connection));
    const { version } = config.document;
    const desired = desiredFrom(toJson(config.endpoint.node) as Record<string, unknown>, config.endpoint.shape, name);
    const live = await findLive(connection, name);
    await carryOut(services, connection, plan(desired, live), () => config.document.version === version);
    if (config.endpoint.name === undefined) await services.memory.update(endpointKey(config.document), name);
  },
};

function refuseErrors({ document, report }: ConfigInDocument): void {
  const errors = report.findings.filter(({ severity }) => severity === "error");
  const [first] = errors;
  if (first === undefined) return;
  const [count, which] = errors.length === 1 ? ["1 error", ""] : [`${errors.length} errors`, "the first: "];
  throw new Declined(`${fileName(document.uri)} has ${count}, so nothing was sent: ${which}${first.message}`, [
    { title: "Show Problems", command: "workbench.actions.view.problems" },
  ]);
}

const NOT_DEPLOYED_FROM_HERE: Partial<Record<Shape, string>> = {
  "bundle-resource":
    "This endpoint belongs to a bundle; `databricks bundle deploy` deploys it, so that the bundle knows of it",
  "bundle-override": "This is what a bundle's target changes; `databricks bundle deploy` deploys it",
  "ai-gateway-body": "This is an AI gateway config alone; deploy it as `ai_gateway` of its endpoint's config",
  "saved-response": "This is an answer of the service, not a config; its quick fix makes a config of it",
};

function refuseShape({ endpoint: { shape } }: ConfigInDocument): void {
  const reason = NOT_DEPLOYED_FROM_HERE[shape];
  if (reason !== undefined) throw new Declined(reason);
}

/** A config body has no name: its endpoint is asked for once and remembered for the file when the deploy has gone well. */
async function endpointOf(
  services: Services,
  { document, endpoint }: ConfigInDocument,
  connection: Connection,
): Promise<string> {
  const remembered = services.memory.get<string>(endpointKey(document));
  if (remembered !== undefined && (await findLive(connection, remembered))) return remembered;
  const names = endpoint.entities.flatMap(({ name }) => name ?? []);
  return pickEndpoint(services, connection, new Set(names));
}

/** Where the endpoint of a config without a name is remembered. */
export function endpointKey({ uri }: TextDocument): string {
  return `endpoint-of:${uri.toString()}`;
}

async function findLive({ api }: Connection, name: string): Promise<ServingEndpoint | undefined> {
  try {
    return await api.get(name);
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return undefined;
    throw error;
  }
}
