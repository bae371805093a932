// Changes the traffic split: in the file where one is open or pointed at, else of the live endpoint.
import { WorkspaceEdit, window, workspace } from "vscode";
import { planSplit } from "../../deploy/plan.ts";
import { sharesOf, splitLabel } from "../../deploy/split.ts";
import { sharesInDocument, splitEdits } from "../../deploy/split-edits.ts";
import { textEdits } from "../../engine/index.ts";
import { type Command, Declined } from "../command.ts";
import { carryOut, offer } from "../deployment.ts";
import { toEditorEdits } from "../ranges.ts";
import type { Services } from "../services.ts";
import { previousSplit } from "../split-memory.ts";
import { pickSplit } from "../split-pick.ts";
import { type ConfigTarget, configFrom, fileName, isLiveTarget, type LiveTarget, liveFrom } from "../targets.ts";

export const rebalance: Command<ConfigTarget | LiveTarget> = {
  id: "modelServing.rebalance",
  title: "Rebalance Traffic…",
  run(services, target) {
    if (isLiveTarget(target)) return rebalanceLive(services, target);
    const { activeTextEditor } = window;
    const open = target !== undefined || (activeTextEditor && services.documents.report(activeTextEditor.document));
    return open ? rebalanceDocument(services, target) : rebalanceLive(services, undefined);
  },
};

async function rebalanceDocument(services: Services, target: ConfigTarget): Promise<void> {
  const { document, report, endpoint } = await configFrom(services, target);
  const current = sharesInDocument(endpoint);
  if (current === undefined)
    throw new Declined(
      "The split of this file cannot be told: give every served entity a name and every route a percentage first",
    );
  if (current.length < 2)
    throw new Declined("There is only one served entity, and it gets all traffic; add a second one to split it");
  const { version } = document;
  const name = endpoint.name ?? fileName(document.uri);
  const shares = await pickSplit(`Rebalance ${name} — in the file`, current);
  if (document.version !== version) throw new Declined("The file has changed meanwhile; rebalance it again");
  const edit = new WorkspaceEdit();
  edit.set(document.uri, toEditorEdits(document, textEdits(report.document, splitEdits(endpoint, shares))));
  if (!(await workspace.applyEdit(edit)))
    throw new Declined("The editor did not take the change; is the file read-only?");
  offer(`${name} is ${splitLabel(shares)} in the file now.`, "Deploy", "modelServing.deploy", document.uri);
}

async function rebalanceLive(services: Services, target: LiveTarget): Promise<void> {
  const { connection, endpoint } = await liveFrom(services, target);
  const { name } = endpoint;
  const current = sharesOf(endpoint.config);
  if (current.length < 2)
    throw new Declined(
      `${name} on ${connection.label} has only one served entity in service; there is nothing to split`,
    );
  const previous = previousSplit(services, connection, name);
  const shares = await pickSplit(`Rebalance ${name} — ${connection.label}`, current, { ...(previous && { previous }) });
  await carryOut(services, connection, planSplit(endpoint, shares), () => true);
}
