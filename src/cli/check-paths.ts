// From the arguments of the command line to checked files, and to the files and folders that gave none.
import { resolve } from "node:path";
import { buffer } from "node:stream/consumers";
import { type Checked, checkFile, checkText, type Options } from "./check-file.ts";
import { findFiles } from "./find-files.ts";
import { decode, type Trouble } from "./read-text.ts";

export type FileTrouble = Trouble & { readonly file: string };

export interface Outcome {
  /** In the order of the arguments, each file once. */
  readonly checked: Checked[];
  readonly troubles: FileTrouble[];
}

/**
 * Checks what the paths name; `-` is standard input, which goes by `stdinName`. One file after the other: checking keeps
 * the processor busy, and a folder may hold more files than can be open.
 */
export async function checkPaths(
  paths: readonly string[],
  stdinName: string | undefined,
  options: Options,
): Promise<Outcome> {
  const outcome: Outcome = { checked: [], troubles: [] };
  const seen = new Set<string>();
  for (const path of new Set(paths)) {
    if (path === "-") add(outcome, stdinName ?? STDIN, await checkStdin(stdinName, options));
    else await checkPath(path, seen, options, outcome);
  }
  return outcome;
}

const STDIN = "<stdin>";

async function checkPath(path: string, seen: Set<string>, options: Options, outcome: Outcome): Promise<void> {
  let some = false;
  for (const found of await findFiles(path)) {
    const known = seen.has(resolve(found.file));
    some = known || add(outcome, found.file, await checkFile(found, options)) || some;
    seen.add(resolve(found.file));
  }
  // A misspelt folder or pattern would look like clean files for ever.
  if (!some) add(outcome, path, { trouble: "no endpoint config found", hidden: false });
}

async function checkStdin(name: string | undefined, options: Options): Promise<Checked | Trouble> {
  const read = decode(await buffer(process.stdin));
  return "trouble" in read ? read : checkText(name ?? STDIN, read.text, { ...options, expected: name === undefined });
}

/** Whether there was anything to add. */
function add(outcome: Outcome, file: string, result: Checked | Trouble | undefined): boolean {
  if (result === undefined) return false;
  if ("trouble" in result) outcome.troubles.push({ ...result, file });
  else outcome.checked.push(result);
  return true;
}
