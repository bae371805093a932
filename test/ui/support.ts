// What the stories of the window share: an emulator whose clock they set, photographs in every theme, and the parts of
// the window that they look at.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator } from "playwright-core";
import { readSeed, type Seed } from "../../src/emulator/seed.ts";
import { type EmulatorOptions, startEmulator } from "../../src/emulator/server.ts";
import { type Window, type WindowOptions, windowTest } from "./host/window.ts";

/** The time an emulated deployment takes; it stands still until a test lets it pass. */
export const DEPLOYMENT_SECONDS = 60;

/** A test in a dark window that is connected to an emulator of its own. `pass` lets seconds of deployments pass. */
export async function emulatedTest(
  name: string,
  options: EmulatorOptions,
  body: (window: Window, pass: (seconds: number) => void) => Promise<void>,
): Promise<void> {
  let ahead = 0;
  const pass = (seconds: number) => {
    ahead += seconds * 1000;
  };
  const now = () => Date.now() + ahead;
  const emulator = await startEmulator({ deploySeconds: DEPLOYMENT_SECONDS, random: () => 0, now, ...options });
  const env = { MODEL_SERVING_EMULATOR_URL: emulator.url, MODEL_SERVING_EMULATOR_TOKEN: emulator.token };
  try {
    await windowTest(name, { ...darkWindow, env }, (window) => body(window, pass));
  } finally {
    await emulator.close();
  }
}

/** The endpoints of the examples, all ready. */
export function exampleSeed(): Seed {
  return readSeed(readFileSync(new URL("../../examples/seed.json", import.meta.url), "utf8"));
}

/** Nothing moves and fades in it, so that a photograph shows what is there. */
export const darkWindow: WindowOptions = {
  theme: "Default Dark Modern",
  settings: { "workbench.reduceMotion": "on", "files.exclude": { "**/.vscode": true } },
};

/** What VS Code's root element is marked with in each theme. */
const THEMES = {
  "Default Light Modern": "vs.vscode-theme-defaults-themes-light_modern-json",
  "Default High Contrast": "hc-black",
  "Default High Contrast Light": "hc-light",
  "Default Dark Modern": "vs-dark.vscode-theme-defaults-themes-dark_modern-json",
};

/** Writes one photograph in each theme and leaves the window dark. */
export async function photographInAllThemes(window: Window, name: string): Promise<void> {
  const folder = join(window.workspace, ".vscode");
  mkdirSync(folder, { recursive: true });
  for (const [theme, mark] of Object.entries(THEMES)) {
    writeFileSync(join(folder, "settings.json"), JSON.stringify({ "workbench.colorTheme": theme }));
    await window.page.locator(`.monaco-workbench.${mark}`).waitFor();
    await window.screenshot(`${name} ${theme}`);
  }
}

/** Changes a file of the workspace as another program would. */
export function editFile({ workspace }: Window, name: string, edit: (text: string) => string): void {
  const file = join(workspace, name);
  writeFileSync(file, edit(readFileSync(file, "utf8")));
}

/** Opens the example of the main job, its comma in place. */
export async function openMended(window: Window): Promise<void> {
  editFile(window, "multi-model.serving.json", (text) => text.replace('"multi-model"', '"multi-model",'));
  await window.openFile("multi-model.serving.json");
  await window.page.locator(".codelens-decoration").first().waitFor();
}

/** Clicks an action above the config in the editor. */
export async function clickLens({ page }: Window, title: string): Promise<void> {
  await page.locator(".codelens-decoration").getByRole("button", { name: title }).click();
}

/** Clicks an action of a row of the endpoint tree, which shows while the mouse is on it. */
export async function clickRowAction({ treeRow }: Window, row: RegExp, title: string): Promise<void> {
  await treeRow(row).hover();
  await treeRow(row).getByRole("button", { name: title }).click();
}

/** Puts `text` in place of a word of the editor, by hand; `after` is a text of the same line. */
export async function retype({ page }: Window, after: string, word: string, text: string): Promise<void> {
  await page.locator(".view-line", { hasText: after }).getByText(word).dblclick();
  await page.keyboard.type(text);
  // Closes the suggestions, which typing may have opened.
  await page.keyboard.press("Escape");
}

/** Waits until the Problems panel, which must be open, lists these messages. */
export async function expectProblems(window: Window, messages: readonly string[]): Promise<void> {
  for (const message of messages) await problemRows(window).filter({ hasText: message }).waitFor();
}

/** As `expectProblems`, and no others. */
export async function expectOnlyProblems(window: Window, messages: readonly string[]): Promise<void> {
  await expectProblems(window, messages);
  const badge = problemRows(window).first().locator(".monaco-count-badge");
  await badge.getByText(String(messages.length), { exact: true }).waitFor();
}

function problemRows({ page }: Window): Locator {
  return page.locator(".markers-panel").getByRole("treeitem");
}
