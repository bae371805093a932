// The one road to a live change: plan, refuse or confirm, apply, watch. Deploy and rebalance both take it, so that no
// change reaches an endpoint that its author has not seen.
import { commands, ProgressLocation, window } from "vscode";
import { apply } from "../deploy/apply.ts";
import type { Plan } from "../deploy/plan.ts";
import { describeSplit, sharesOf, splitLabel } from "../deploy/split.ts";
import { type WatchEvent, watch } from "../deploy/watch.ts";
import { Declined, type NextStep } from "./command.ts";
import type { Connection } from "./connections.ts";
import { showDiff } from "./diff-view.ts";
import type { Services } from "./services.ts";
import { rememberSplit } from "./split-memory.ts";
import type { Question } from "./ui.ts";

/** Users who waited longer than this are told that it is over; others see it in the tree. */
const LONG_WAIT_MS = 10_000;

/**
 * Carries out a plan with the user's consent and follows it until the endpoint has settled. `stillValid` is asked after
 * the consent: what the plan was made from must not have changed meanwhile.
 */
export async function carryOut(
  services: Services,
  connection: Connection,
  plan: Plan,
  stillValid: () => boolean,
): Promise<void> {
  const { name } = plan.desired;
  if (plan.kind === "refused")
    throw new Declined(`${connection.label} cannot take this change of \`${name}\`: ${plan.refusals.join("; ")}`);
  if (plan.kind === "nothing") {
    void window.showInformationMessage(
      `${name} on ${connection.label} is as the config says; there is nothing to deploy.`,
    );
    return;
  }
  await services.ui.confirm(questionFor(services, plan, connection));
  if (!stillValid())
    throw new Declined(
      "The file has changed since the plan was made; nothing was sent. Deploy again to see the new plan",
    );
  const started = Date.now();
  const outcome = await window.withProgress(
    { location: ProgressLocation.Notification, title: `${titleOf(plan)} on ${connection.label}`, cancellable: true },
    (progress, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      return follow(services, connection, plan, abort.signal, (message) => progress.report({ message }));
    },
  );
  if (plan.live) await rememberSplit(services, connection, name, sharesOf(plan.live.config));
  announce(outcome, name, connection, Date.now() - started);
}

/** Sends the steps, then watches. Cancelling ends the watching only: what was sent stays sent. */
async function follow(
  { endpoints }: Services,
  connection: Connection,
  plan: Plan,
  signal: AbortSignal,
  say: (message: string) => void,
): Promise<WatchEvent | undefined> {
  const { name } = plan.desired;
  for await (const { kind, index, of } of apply(plan, connection.api)) {
    if (kind === "step-started") say(of > 1 ? `sending ${index + 1} of ${of}` : "sending");
  }
  let last: WatchEvent | undefined;
  try {
    for await (const event of watch(connection.api, name, { signal })) {
      last = event;
      if ("endpoint" in event && event.endpoint) endpoints.saw(connection, event.endpoint);
      if (event.kind === "updating")
        say(event.of > 0 ? `${event.ready} of ${event.of} served entities ready` : "updating");
      if (event.kind === "interrupted") say(`${event.error.message}; trying again`);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  if (last?.kind === "deleted") endpoints.gone(connection, name);
  return signal.aborted ? undefined : last;
}

function announce(outcome: WatchEvent | undefined, name: string, { label }: Connection, waited: number): void {
  if (outcome === undefined) {
    void window.showInformationMessage(`${name} goes on updating on ${label}; only the watching has ended.`);
    return;
  }
  switch (outcome.kind) {
    case "ready": {
      const message = `${name} is ready on ${label}: ${splitLabel(sharesOf(outcome.endpoint.config))}`;
      if (waited > LONG_WAIT_MS) void window.showInformationMessage(message);
      else window.setStatusBarMessage(`$(pass) ${message}`, LONG_WAIT_MS);
      return;
    }
    case "failed":
    case "not-ready": {
      const why = outcome.entities.map(
        ({ servedEntity, message, deployment }) => `${servedEntity}: ${message || deployment}`,
      );
      const fact =
        outcome.kind === "not-ready"
          ? `${name} on ${label} has been updated, but it is not ready`
          : `The update of ${name} on ${label} failed; ${outcome.endpoint.config ? "the config that was active stays active" : "it has no active config yet"}`;
      throw new Declined([fact, why.join("; ")].filter(Boolean).join(". "), [SHOW_ENDPOINTS]);
    }
    case "deleted":
      throw new Declined(`${name} was deleted on ${label} while it was updating`);
    default:
      throw new Declined(`${name} is still updating on ${label}; refresh the tree to see how it goes on`);
  }
}

/** The command that VS Code makes for our view. */
const SHOW_ENDPOINTS: NextStep = { title: "Show Endpoints", command: "modelServing.endpoints.focus" };

function titleOf({ kind, desired: { name } }: Plan): string {
  const verbs = {
    create: "Creating",
    split: "Changing the traffic of",
    update: "Updating",
    nothing: "Checking",
    refused: "Checking",
  };
  return `${verbs[kind]} ${name}`;
}

function questionFor({ texts }: Services, plan: Plan, connection: Connection): Question {
  const { kind, desired, live, steps, changes, warnings } = plan;
  const { name } = desired;
  const after = sharesOf(desired.config);
  const requests = steps
    .map(({ verb, kind: step }) => `${verb} ${step === "create" ? "serving-endpoints" : step}`)
    .join(", ");
  const place = connection.production ? `${connection.label} (production)` : connection.label;
  const closing = `${steps.length === 1 ? "One request" : `${steps.length} requests`}: ${requests}. Nothing else changes.`;
  const look = live && { title: "Show Diff", run: () => showDiff(texts, plan, connection.label) };
  const paragraphs = (...texts: string[]) =>
    [...texts, ...warnings.map((warning) => `⚠ ${warning}.`), closing].filter(Boolean).join("\n\n");
  if (kind === "create") {
    const shares = after.map(({ servedEntity, percentage }) => `${servedEntity} ${percentage} %`).join(", ");
    return { question: `Create ${name} on ${place}?`, detail: paragraphs(shares), verb: "Create Endpoint" };
  }
  if (kind === "split") {
    const detail = paragraphs(describeSplit(sharesOf(live?.config), after));
    return {
      question: `Change live traffic of ${name} on ${place}?`,
      detail,
      verb: "Change Traffic",
      ...(look && { look }),
    };
  }
  const list = changes.map(({ words }) => `• ${words}`).join("\n");
  const verb = changes.length === 1 ? "Deploy 1 Change" : `Deploy ${changes.length} Changes`;
  return { question: `Update ${name} on ${place}?`, detail: paragraphs(list), verb, ...(look && { look }) };
}

/** Offers the next step without waiting for the answer. */
export function offer(message: string, button: string, command: string, argument: unknown): void {
  void window
    .showInformationMessage(message, button)
    .then((chosen) => chosen && commands.executeCommand(command, argument));
}
