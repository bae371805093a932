// From the arguments of the command line to the files they name. What stands in the files is not looked at here.
import type { Dirent } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { glob, isDynamicPattern } from "tinyglobby";
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
  if (await isFolder(argument)) return walk(argument);
  if ((await exists(argument)) || !isDynamicPattern(argument)) return [{ file: argument, named: true }];
  const files = await glob(argument, { expandDirectories: false, ignore: ["**/node_modules/**"] });
  return files
    .filter((file) => READABLE.test(file))
    .sort()
    .map((file) => ({ file, named: false }));
}

async function walk(folder: string): Promise<Found[]> {
  const found: Found[] = [];
  for (const entry of await entriesOf(folder)) {
    if ("trouble" in entry) found.push({ file: folder, named: false, trouble: entry });
    else if (entry.isDirectory()) {
      const skipped = entry.name.startsWith(".") || entry.name === "node_modules";
      if (!skipped) found.push(...(await walk(join(folder, entry.name))));
    } else if (READABLE.test(entry.name)) found.push({ file: join(folder, entry.name), named: false });
  }
  return found;
}

async function entriesOf(folder: string): Promise<Dirent[] | [Trouble]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    return [troubleOf(error)];
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
