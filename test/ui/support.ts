// What the stories of the window share: an emulator whose clock they set, photographs in every theme, and the parts of
// the window that they look at.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator } from "playwright-core";
import { type EmulatorOptions, startEmulator } from "../../src/emulator/server.ts";
import type { Window } from "./host/window.ts";

export interface EmulatedWorkspace extends AsyncDisposable {
  /** For the window: makes the extension connect to it. */
  env: Record<string, string>;
  /** Lets this many seconds of deployments pass. */
  pass(seconds: number): void;
}

/** An emulator whose deployments stand still until the test lets time pass. */
export async function emulatedWorkspace(options: EmulatorOptions = {}): Promise<EmulatedWorkspace> {
  let ahead = 0;
  const emulator = await startEmulator({
    deploySeconds: 60,
    random: () => 0,
    now: () => Date.now() + ahead,
    ...options,
  });
  return {
    env: { MODEL_SERVING_EMULATOR_URL: emulator.url, MODEL_SERVING_EMULATOR_TOKEN: emulator.token },
    pass: (seconds) => {
      ahead += seconds * 1000;
    },
    [Symbol.asyncDispose]: () => emulator.close(),
  };
}

/** The themes that every colour is looked at in, and what VS Code's root element is marked with in each. */
const THEMES = {
  "Default Dark Modern": "vs-dark.vscode-theme-defaults-themes-dark_modern-json",
  "Default Light Modern": "vs.vscode-theme-defaults-themes-light_modern-json",
  "Default High Contrast": "hc-black",
  "Default High Contrast Light": "hc-light",
} as const;

/** Writes one photograph in each theme and leaves the window in the first of them. */
export async function photographInAllThemes(window: Window, name: string): Promise<void> {
  for (const theme of ["Default Light Modern", "Default High Contrast", "Default High Contrast Light"] as const) {
    await useTheme(window, theme);
    await window.screenshot(`${name} ${theme}`);
  }
  await useTheme(window, "Default Dark Modern");
  await window.screenshot(name);
}

async function useTheme({ page, workspace }: Window, theme: keyof typeof THEMES): Promise<void> {
  mkdirSync(join(workspace, ".vscode"), { recursive: true });
  writeFileSync(join(workspace, ".vscode", "settings.json"), JSON.stringify({ "workbench.colorTheme": theme }));
  await page.locator(`.monaco-workbench.${THEMES[theme]}`).waitFor();
}

/** Changes a file of the workspace as another program would. */
export function editFile({ workspace }: Window, name: string, edit: (text: string) => string): void {
  const file = join(workspace, name);
  writeFileSync(file, edit(readFileSync(file, "utf8")));
}

/** The texts of the Problems panel in their order, one entry for each problem. */
export async function openProblems({ page }: Window): Promise<Locator> {
  await page.locator("#status\\.problems").click();
  const rows = page.locator(".markers-panel").getByRole("treeitem");
  await rows.first().waitFor();
  return rows;
}
