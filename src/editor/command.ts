// What a command is, and the one place where what goes wrong in a command meets the user: expected trouble with its
// way out, anything else as the bug it is, in the log with its stack.
import { commands, type Disposable, env, type LogOutputChannel, window } from "vscode";
import { type Action, ApiError } from "../api/errors.ts";
import { DeployError } from "../deploy/errors.ts";
import { Lifetime } from "./lifetime.ts";
import type { Services } from "./services.ts";

export interface Command<Target = unknown> {
  readonly id: `modelServing.${string}`;
  /** As in package.json, which a test compares. */
  readonly title: string;
  /** `target` is what the menu, the tree or the CodeLens handed over; undefined from the palette. */
  run(services: Services, target: Target | undefined): Promise<void> | void;
}

/** The user has changed their mind. Silent. */
export class Cancelled extends Error {}

/** The command cannot do its work, and says why and what to do. Buttons are the next steps. */
export class Declined extends Error {
  readonly next: readonly NextStep[];

  constructor(message: string, next: readonly NextStep[] = []) {
    super(message);
    this.next = next;
  }
}

export type NextStep =
  | { readonly title: string; readonly command: string; readonly args?: readonly unknown[] }
  | { readonly title: string; readonly run: () => void };

/** How a command ended, for whoever executed it: keybindings ignore it, other callers can tell success from refusal. */
export type Outcome = { readonly kind: "done" | "cancelled" } | { readonly kind: "failed"; readonly message: string };

export function registerCommands(all: readonly Command<never>[], services: Services): Disposable {
  const lifetime = new Lifetime();
  for (const command of all as readonly Command[]) {
    lifetime.own(commands.registerCommand(command.id, (target?: unknown) => execute(command, services, target)));
  }
  return lifetime;
}

async function execute(command: Command, services: Services, target: unknown): Promise<Outcome> {
  try {
    await command.run(services, target);
    return { kind: "done" };
  } catch (error) {
    if (error instanceof Cancelled) return { kind: "cancelled" };
    const again = () => void execute(command, services, target);
    return { kind: "failed", message: show(error, command.title, services.log, again) };
  }
}

/**
 * Shows what went wrong, and returns the sentence shown. The notification stays; nobody waits for it. `again` is what
 * "Retry" does, where that makes sense.
 */
export function show(error: unknown, doing: string, log: LogOutputChannel, again?: () => void): string {
  if (error instanceof Declined) return notify(error.message, error.next, log);
  if (error instanceof DeployError) return notify(`${error.message}. ${error.remedy}`, [SHOW_LOG], log);
  if (error instanceof ApiError) {
    const { details } = error;
    log.warn(details);
    return notify(
      `${error.message}. ${error.remedy}`,
      error.actions.flatMap((action) => stepFor(action, details, again)),
      log,
    );
  }
  log.error(`${doing} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return notify(`${doing} ran into a bug of this extension; its log has the details`, [SHOW_LOG], log);
}

const SHOW_LOG: NextStep = { title: "Show Log", command: "modelServing.showLog" };

function stepFor(action: Action, details: string, again: (() => void) | undefined): NextStep[] {
  switch (action) {
    case "sign-in":
      return [{ title: "Sign In", command: "modelServing.addConnection" }];
    case "open-logs":
      return [{ title: "Service Logs", command: "modelServing.serviceLogs" }];
    case "retry":
      return again ? [{ title: "Retry", run: again }] : [];
    case "copy-details":
      return [{ title: "Copy Details", run: () => void env.clipboard.writeText(details) }];
  }
}

function notify(message: string, next: readonly NextStep[], log: LogOutputChannel): string {
  log.info(message);
  const titles = next.map(({ title }) => title);
  window.showErrorMessage(message, ...titles).then((chosen) => {
    const step = next.find(({ title }) => title === chosen);
    if (step === undefined) return;
    if ("run" in step) step.run();
    else void commands.executeCommand(step.command, ...(step.args ?? []));
  });
  return message;
}
