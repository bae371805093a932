// A real VS Code window in a headless browser, with our extension, a copy of the examples as its workspace, and an empty
// home. Knows nothing of the tests that run in it or drive it.
import { cpSync, mkdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { listFiles } from "@vscode/vsce";
import { type Browser, chromium, type Page } from "playwright-core";
import { ensureBrowser } from "../../../scripts/browser.mjs";
import { extensionId, inProject, projectEnv, root } from "../../../scripts/project.mjs";
import { temporaryFolder } from "../../../scripts/temporary-folder.mjs";
import { ensureServer, releases } from "../../../scripts/vscode-server.mjs";
import { startWorkbench, uriPath } from "../../../scripts/workbench.mjs";
import { watchForProblems } from "./problems.ts";

export interface TestWindowOptions {
  /** Which VS Code; the newest one unless the environment variable MODEL_SERVING_VSCODE says `floor`. */
  release?: keyof typeof releases;
  /** Copied, so that tests may change files in it; the examples if absent. */
  workspace?: string;
  settings?: Record<string, unknown>;
  /** The only variables of ours that the extension host sees. */
  env?: Record<string, string>;
  /** Restricted Mode if false. */
  trusted?: boolean;
  /**
   * A module whose `run()` is called in the extension host once the window is up. The extension is then one under
   * development, and VS Code shows no modal dialogs and no toasts. Without it the extension is installed as a user's is.
   */
  testsPath?: string;
  /** Called with the blank page, before the workbench is loaded into it. */
  prepare?: (page: Page) => Promise<void>;
}

export interface TestWindow extends AsyncDisposable {
  page: Page;
  /** Where the workspace's copy is. */
  workspace: string;
  /** What went wrong in our extension so far without failing a test, see problems.ts. */
  problems(): string[];
  /** Leaves the window's folder, with all logs, in place and returns it. */
  keep(): string;
  /** Ends browser and server, and removes the window's folder. */
  close(): Promise<void>;
}

/** Opens a window. Throws if VS Code or Chromium is missing and cannot be installed. */
export async function openTestWindow(options: TestWindowOptions = {}): Promise<TestWindow> {
  const server = await ensureServer(releases[options.release ?? defaultRelease()]);
  const executablePath = await ensureBrowser();
  const { path: folder, remove, keep } = temporaryFolder("window");
  const workspace = copyWorkspace(options.workspace ?? inProject("examples"), folder);
  const args = await serverArgs(options, join(folder, "extensions"));
  const env = hermeticEnv(join(folder, "home"), options.env);
  const settings = options.settings ?? {};
  const workbench = await startWorkbench({ server, folder: join(folder, "server"), settings, args, env });
  const browser = await launchBrowser(executablePath);
  const close = async () => {
    await browser.close();
    await workbench.end();
    remove();
  };
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const problems = watchForProblems(page, join(folder, "server", "data", "logs"));
    await options.prepare?.(page);
    await page.goto(windowUrl(workbench.url, workspace, options.testsPath));
    return { page, workspace, problems, keep, close, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

function defaultRelease(): keyof typeof releases {
  return process.env.MODEL_SERVING_VSCODE === "floor" ? "floor" : "newest";
}

function copyWorkspace(source: string, folder: string): string {
  const copy = join(folder, basename(source));
  cpSync(source, copy, { recursive: true });
  return copy;
}

/** A developer's own workspaces and credentials stay out of the tests. */
function hermeticEnv(home: string, ours: Record<string, string> = {}): NodeJS.ProcessEnv {
  mkdirSync(home);
  const foreign = Object.entries(projectEnv()).filter(
    ([name]) => !/^(DATABRICKS|MODEL_SERVING|XDG|VSCODE)_/.test(name),
  );
  // Without a gallery VS Code asks nobody out there about our extension.
  return { ...Object.fromEntries(foreign), HOME: home, USERPROFILE: home, EXTENSIONS_GALLERY: "{}", ...ours };
}

async function serverArgs({ trusted = true, testsPath }: TestWindowOptions, extensions: string): Promise<string[]> {
  const args = ["--without-connection-token", "--extensions-dir", extensions];
  if (trusted) args.push("--disable-workspace-trust");
  if (testsPath === undefined) await copyExtension(extensions);
  // VS Code takes an extension under development from the page's address only with the test driver.
  else args.push("--enable-smoke-test-driver");
  return args;
}

/** Installs what a VSIX would hold, without packing it. */
async function copyExtension(extensions: string) {
  for (const file of await listFiles({ cwd: root, packagedDependencies: [] })) {
    const copy = join(extensions, extensionId, file);
    mkdirSync(dirname(copy), { recursive: true });
    cpSync(inProject(file), copy);
  }
}

function launchBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    // The window asks for icons, updates and galleries out there; it shall not wait for any of them.
    args: ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"],
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
}

function windowUrl(server: URL, workspace: string, testsPath: string | undefined): string {
  const url = new URL(server.origin);
  url.searchParams.set("folder", uriPath(workspace));
  if (testsPath === undefined) return url.href;
  const remote = (file: string) => `vscode-remote://${server.host}${encodeURI(uriPath(file))}`;
  const development = ["extensionDevelopmentPath", remote(root)];
  url.searchParams.set("payload", JSON.stringify([development, ["extensionTestsPath", remote(testsPath)]]));
  return url.href;
}
