// What the in-editor tests share: the workspace, an emulator of their own behind a profile, and waiting for what is seen.
import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import * as vscode from "vscode";
import { connect } from "../../src/api/client.ts";
import type { ServingApi } from "../../src/api/types.ts";
import type { Outcome } from "../../src/editor/command.ts";
import type { TestDoor } from "../../src/editor/test-door.ts";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../src/emulator/server.ts";

/** The extension, activated, and what its tests may look at. */
export async function door(): Promise<TestDoor> {
  const extension = vscode.extensions.getExtension<TestDoor>("model-serving.model-serving");
  assert.ok(extension, "the extension is not installed in this window");
  return extension.activate();
}

export interface Workspace {
  readonly emulator: Emulator;
  readonly api: ServingApi;
}

/** Starts an emulator and makes it the host of the profile that the extension connects to. */
export async function connectedTo(options: EmulatorOptions): Promise<Workspace> {
  const { tree } = await door();
  const emulator = await startEmulator({ deploySeconds: 0, ...options });
  const file = join(mkdtempSync(join(tmpdir(), "profiles-")), "databrickscfg");
  const name = `TEST-${new URL(emulator.url).port}`;
  writeFileSync(file, `[${name}]\nhost = ${emulator.url}\ntoken = ${emulator.token}\n`);
  process.env.DATABRICKS_CONFIG_FILE = file;
  await vscode.workspace.getConfiguration("modelServing").update("profile", name, vscode.ConfigurationTarget.Global);
  await until(async () => (await labels()).some((label) => label.includes(name)), changes({ tree }));
  const api = connect({ host: emulator.url, token: async () => emulator.token, fetch: globalThis.fetch });
  return { emulator, api };
}

function changes({ tree }: Pick<TestDoor, "tree">): vscode.Event<unknown> {
  const event = tree.onDidChangeTreeData;
  assert.ok(event);
  return event as vscode.Event<unknown>;
}

/** The rows of the tree, all levels, as `label description`, indented by level. */
export async function labels(parent?: unknown, level = 0): Promise<string[]> {
  const { tree } = await door();
  const rows: string[] = [];
  for (const child of (await tree.getChildren(parent)) ?? []) {
    const { label, description } = await tree.getTreeItem(child);
    rows.push(`${"  ".repeat(level)}${label} ${description ?? ""}`.trimEnd(), ...(await labels(child, level + 1)));
  }
  return rows;
}

/** How long a test waits for what it expects before it says what it saw instead. */
const PATIENCE_MS = 10_000;

/** Resolves once the condition holds, asked now and after each event, or when the limit is reached. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  event: vscode.Event<unknown>,
  limit?: AbortSignal,
): Promise<void> {
  let wake = () => {};
  const subscription = event(() => wake());
  try {
    while (!limit?.aborted) {
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
        limit?.addEventListener("abort", () => resolve(), { once: true });
      });
      if (await condition()) return;
      await woken;
    }
  } finally {
    subscription.dispose();
  }
}

/** Opens a file of the workspace in the editor, with `text` in place of what it holds where one is given. */
export async function open(name: string, text?: string): Promise<vscode.TextDocument> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder);
  const uri = vscode.Uri.joinPath(folder.uri, name);
  if (text !== undefined) await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document);
  return document;
}

export async function replaceText(document: vscode.TextDocument, from: string, to: string): Promise<void> {
  const at = document.getText().indexOf(from);
  assert.ok(at >= 0, `the document does not hold ${from}`);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(document.positionAt(at), document.positionAt(at + from.length)), to);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

/** Waits until the document's diagnostics are these, as `severity code: message` in any order. */
export async function expectProblems(document: vscode.TextDocument, expected: readonly string[]): Promise<void> {
  const shown = () =>
    vscode.languages
      .getDiagnostics(document.uri)
      .map(({ severity, code, source, message }) => {
        const id = typeof code === "object" ? code.value : (source ?? "json");
        return `${vscode.DiagnosticSeverity[severity]} ${id}: ${message}`;
      })
      .toSorted();
  const limit = AbortSignal.timeout(PATIENCE_MS);
  await until(() => isDeepStrictEqual(shown(), expected.toSorted()), vscode.languages.onDidChangeDiagnostics, limit);
  assert.deepEqual(shown(), expected.toSorted());
}

/** Applies the quick fix of that title, offered where `text` stands. */
export async function applyFix(document: vscode.TextDocument, text: string, title: string): Promise<void> {
  const at = document.getText().indexOf(text);
  const range = new vscode.Range(document.positionAt(at), document.positionAt(at + text.length));
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    "vscode.executeCodeActionProvider",
    document.uri,
    range,
  );
  const offered = actions.find((action) => action.title === title);
  assert.ok(offered?.edit, `offered are ${actions.map((action) => action.title).join(", ")}`);
  assert.ok(await vscode.workspace.applyEdit(offered.edit));
}

/** Runs a command of ours and says how it ended. */
export async function run(command: string, target?: unknown): Promise<Outcome> {
  return await vscode.commands.executeCommand<Outcome>(`modelServing.${command}`, target);
}

/** Runs a command that asks in a quick pick, and takes the first item. */
export async function runPicking(command: string, target?: unknown): Promise<Outcome> {
  let ended = false;
  const running = run(command, target).finally(() => {
    ended = true;
  });
  // There is no event for a quick pick that opens: the key is pressed until somebody takes it.
  while (!ended) {
    await vscode.commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return running;
}
