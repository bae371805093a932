// From the arguments of the command line to the files they name. What stands in the files is not looked at here.
import { readdir, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import picomatch from "picomatch";
import { type Trouble, troubleOf } from "./read-text.ts";

export interface Found {
  /** As it was named, or as it lies below the folder that was named. */
  readonly file: string;
  /** Named itself, not found in a folder or by a pattern. */
  readonly named: boolean;
  /** A folder that cannot be looked into. */
  readonly trouble?: Trouble;
}

const READABLE = /\.(?:jsonc?|ya?ml)$/i;

/** A file name that promises an endpoint config. */
export function isServingFile(file: string): boolean {
  return /\.serving\.(?:jsonc?|ya?ml)$/i.test(file);
}

/** A file gives itself, whether it exists or not; a folder or pattern what may hold a config, sorted by name. */
export async function findFiles(argument: string): Promise<Found[]> {
  // What cannot be looked at is no folder; whoever reads it as a file finds out why, and says so.
  const stats = await stat(argument).catch(() => undefined);
  if (stats?.isDirectory()) return filesBelow(argument);
  const { isGlob, base, glob } = picomatch.scan(argument);
  if (stats || !isGlob) return [{ file: argument, named: true }];
  const matches = picomatch(glob);
  const depth = glob.includes("**") ? Number.POSITIVE_INFINITY : glob.split("/").length;
  const files = await filesBelow(base || ".", depth);
  return files.filter(({ file, trouble }) => trouble || matches(relative(base, file).split(sep).join("/")));
}

/** `depth` 1 is the folder itself. A link to a folder is not followed: it may lead back. */
async function filesBelow(folder: string, depth = Number.POSITIVE_INFINITY): Promise<Found[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => troubleOf(error));
  if ("trouble" in entries) return [{ file: folder, named: false, trouble: entries }];
  const found: Found[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (!entry.isDirectory()) {
      if (READABLE.test(entry.name)) found.push({ file: path, named: false });
    } else if (depth > 1 && !entry.name.startsWith(".") && entry.name !== "node_modules") {
      found.push(...(await filesBelow(path, depth - 1)));
    }
  }
  return found;
}
