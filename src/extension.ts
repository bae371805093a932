// Composition root: builds the services, registers the features, and does nothing else.
import type { ExtensionContext } from "vscode";
import { registerCodeLenses } from "./editor/code-lenses.ts";
import { registerCommands } from "./editor/command.ts";
import { COMMANDS } from "./editor/commands.ts";
import { registerConfigContext } from "./editor/config-context.ts";
import { publishDiagnostics } from "./editor/diagnostics.ts";
import { EndpointTree } from "./editor/endpoint-tree.ts";
import { followProfiles } from "./editor/follow-profiles.ts";
import { registerLanguageStatus } from "./editor/language-status.ts";
import { registerQuickFixes } from "./editor/quick-fixes.ts";
import { createServices } from "./editor/services.ts";
import { registerStatus } from "./editor/status.ts";
import { type TestDoor, testDoor } from "./editor/test-door.ts";
import { type Question, uiFor } from "./editor/ui.ts";

export function activate(context: ExtensionContext): TestDoor | undefined {
  const asked: Question[] = [];
  const services = createServices(context, uiFor(context.extensionMode, asked));
  const { connections, endpoints, documents, emulator } = services;
  const tree = new EndpointTree(connections, endpoints);
  context.subscriptions.push(
    tree,
    registerCommands(COMMANDS, services),
    publishDiagnostics(documents),
    registerQuickFixes(documents),
    registerCodeLenses(documents),
    registerStatus(connections),
    registerLanguageStatus(documents),
    registerConfigContext(documents),
    followProfiles(services),
  );
  documents.start();
  emulator.useEnvironment(process.env);
  return testDoor(context.extensionMode, { asked, tree });
}
