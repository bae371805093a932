// Finds a Chromium to drive the browser workbench with, and installs Debian's where that needs no question. Downloads no
// browser of its own.
import { existsSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { output } from "./processes.mjs";
import { isStarted } from "./project.mjs";

/** The path of a Chromium or Chrome. Throws, naming the ways out, if there is none. */
export async function ensureBrowser() {
  const found = findBrowser() ?? (await playwrightBrowser());
  if (found !== undefined) return found;
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    console.log("Installing Chromium with apt-get (once)…");
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    await output("apt-get", ["update"], { env });
    await output("apt-get", ["install", "-y", "chromium"], { env });
    const installed = findBrowser();
    if (installed !== undefined) return installed;
  }
  throw new Error(
    "No Chromium found: install one (`apt-get install chromium`, Google Chrome, or `npx playwright-core install chromium`), or name it in the environment variable CHROMIUM",
  );
}

function findBrowser() {
  const named = process.env.CHROMIUM;
  if (named !== undefined && !existsSync(named)) throw new Error(`CHROMIUM names \`${named}\`, which does not exist`);
  return named ?? usualPlaces().find((path) => existsSync(path));
}

function usualPlaces() {
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  const applications = ["Chromium.app/Contents/MacOS/Chromium", "Google Chrome.app/Contents/MacOS/Google Chrome"];
  const programs = [process.env.PROGRAMFILES, process.env["PROGRAMFILES(X86)"], process.env.LOCALAPPDATA];
  return [
    ...["/usr/bin", "/usr/local/bin", "/snap/bin"].flatMap((folder) => names.map((name) => join(folder, name))),
    ...applications.map((name) => join("/Applications", name)),
    ...programs
      .filter((folder) => folder !== undefined)
      .map((folder) => join(folder, "Google/Chrome/Application/chrome.exe")),
  ];
}

async function playwrightBrowser() {
  const { chromium } = await import("playwright-core");
  const path = chromium.executablePath();
  return existsSync(path) ? path : undefined;
}

if (isStarted(import.meta)) console.log(await ensureBrowser());
