// A folder that goes when we go, however we go.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";

/**
 * Makes an empty folder. `remove` removes it before we go, unless somebody called `keep`, which returns its path.
 * @param {string} purpose a part of its name
 */
export function temporaryFolder(purpose, parent = tmpdir()) {
  const path = mkdtempSync(join(parent, `model-serving-${purpose}-`));
  let kept = false;
  const remove = () => {
    process.off("exit", remove);
    // Programs that were just ended may still be writing their last.
    if (!kept) rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  process.once("exit", remove);
  return {
    path,
    remove,
    keep() {
      kept = true;
      return path;
    },
  };
}
