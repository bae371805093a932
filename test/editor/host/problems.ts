// What went wrong in our extension without failing a test: errors that it logged, promises nobody handled, and what
// VS Code holds against its manifest.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { extensionId, inProject } from "../../../scripts/project.mjs";

/** Collects from now on; the returned function lists what there is, one entry with its stack for each problem. */
export function watchForProblems(page: Page, logs: string): () => string[] {
  const complaints: string[] = [];
  // Complaints about a manifest go to the window's console only.
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type()) && message.text().includes(extensionId)) {
      complaints.push(message.text());
    }
  });
  return () => [...complaints, ...globSync("**/*.log", { cwd: logs }).flatMap((file) => problemsIn(logs, file))];
}

/** VS Code logs many an error about itself: ours are those of our own log and those whose stack shows our code. */
function problemsIn(logs: string, file: string): string[] {
  const entries = readFileSync(join(logs, file), "utf8").split(/^(?=\d{4}-\d\d-\d\d \S+ \[)/m);
  const marks = [extensionId, inProject("dist")];
  return entries.filter(
    (entry) => entry.includes("[error]") && marks.some((mark) => file.includes(mark) || entry.includes(mark)),
  );
}
