// Drives a real VS Code window the way a person does, by what is seen on it. Each function stands for one thing a person
// does or looks at; the tests say what should be there.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { FrameLocator, Locator, Page } from "playwright-core";
import { inProject } from "../../../scripts/project.mjs";
import { openTestWindow, type TestWindow, type TestWindowOptions } from "../../editor/host/test-window.ts";

export interface WindowOptions extends Omit<TestWindowOptions, "testsPath" | "prepare"> {
  /** A colour theme by its id, such as `Default Light Modern` or `Default High Contrast`. */
  theme?: string;
}

export interface Window extends AsyncDisposable {
  page: Page;
  /** The folder that is open: a copy that the test may change. */
  workspace: string;
  /** Runs a command by its title in the palette, such as `Model Serving: Deploy`. */
  command(title: string): Promise<void>;
  /** Opens a view container by its title in the activity bar. */
  showView(title: string): Promise<void>;
  /** Opens a file of the workspace by its name. */
  openFile(name: string): Promise<void>;
  /** A row of any tree by its label as it is spoken; all rows if absent. */
  treeRow(name?: string | RegExp): Locator;
  /** The quick pick or input box that is open: `input` takes text, `items` are its rows. */
  quickInput: { box: Locator; input: Locator; items: Locator };
  /** A notification that holds the text. */
  notification(text: string | RegExp): Locator;
  /** The dialog that blocks the window. */
  modal: Locator;
  /** The content of the webview in the active editor. */
  webview: FrameLocator;
  /** Writes test-results/NAME.png. */
  screenshot(name: string): Promise<void>;
  /** Closes the window. Throws if the extension logged errors meanwhile. */
  close(): Promise<void>;
}

/** A test with a window of its own, which it closes. If it fails, test-results/ shows how the window looked. */
export function windowTest(
  name: string,
  options: WindowOptions,
  body: (window: Window, context: TestContext) => Promise<void>,
) {
  return test(name, async (context) => {
    await using window = await openWindow(options);
    try {
      await body(window, context);
    } catch (error) {
      await window.screenshot(`failed ${name}`);
      throw error;
    }
  });
}

/** Opens VS Code with the extension and waits until it can be used. */
export async function openWindow({ theme, settings, ...options }: WindowOptions = {}): Promise<Window> {
  const themed = theme === undefined ? {} : { "workbench.colorTheme": theme };
  const window = await openTestWindow({ ...options, settings: { ...themed, ...settings } });
  const { page } = window;
  await page.locator(".monaco-workbench .part.statusbar").waitFor();
  const quickInput = quickInputOf(page);
  const close = () => closeWithoutProblems(window);
  return {
    page,
    workspace: window.workspace,
    command: (title) => choose(page, quickInput, ">", title),
    openFile: (name) => choose(page, quickInput, "", name),
    showView: (title) => page.getByRole("tab", { name: title }).click(),
    treeRow: (name) => page.getByRole("treeitem", name === undefined ? {} : { name }),
    quickInput,
    notification: (text) => page.locator(".notification-toast, .notifications-center").getByText(text),
    // By its class: notifications have the role of a dialog, too.
    modal: page.locator(".monaco-dialog-box"),
    webview: page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame"),
    screenshot: (name) => screenshot(page, name),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function quickInputOf(page: Page): Window["quickInput"] {
  const box = page.locator(".quick-input-widget");
  return { box, input: box.locator("input.input"), items: box.getByRole("option") };
}

/** F1 opens the palette wherever the focus is; without the prefix `>` the same box finds files. */
async function choose(page: Page, { input, items }: Window["quickInput"], prefix: string, name: string) {
  await page.keyboard.press("F1");
  await input.fill(prefix + name);
  await items.filter({ hasText: name }).first().click();
}

async function screenshot(page: Page, name: string) {
  const folder = inProject("test-results");
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name.replaceAll(/[^\w-]+/g, "-")}.png`) });
}

async function closeWithoutProblems(window: TestWindow) {
  const problems = window.problems();
  const logs = problems.length > 0 ? window.keep() : "";
  await window.close();
  if (problems.length > 0) throw new Error(`The extension logged problems, see ${logs}\n${problems.join("\n")}`);
}
