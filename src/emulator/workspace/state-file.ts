// Keeps the workspace's endpoints in a file, so that they outlive the emulator. Every version of the file is complete:
// it is written beside the old one and then takes its place.
import { readFile } from "node:fs/promises";
import writeFileAtomic from "write-file-atomic";
import type { Endpoint } from "./endpoint.ts";

/** The file cannot be used; the message says why and what to do. */
export class StateError extends Error {
  override readonly name = "StateError";
}

export interface StateFile {
  /** What it held; undefined where there was none yet. */
  readonly endpoints: readonly Endpoint[] | undefined;
  /**
   * Resolves when the file holds what `current` says, or something newer; rejects with `StateError` where it cannot be
   * written. Calls that come meanwhile share one writing.
   */
  save(current: () => readonly Endpoint[]): Promise<void>;
}

const FORMAT = "model-serving emulator state, version 1";

/** Rejects with `StateError` where the file is there and cannot be used. */
export async function openStateFile(file: string): Promise<StateFile> {
  const endpoints = await read(file);
  let last = endpoints && textOf(endpoints);
  let writing: Promise<void> | undefined;
  let next: Promise<void> | undefined;

  async function write(current: () => readonly Endpoint[]): Promise<void> {
    const text = textOf(current());
    if (text === last) return;
    // Environment variables may hold what others on this machine need not read.
    await writeFileAtomic(file, text, { mode: 0o600 }).catch((cause: unknown) => {
      throw new StateError(`${file} cannot be written (${codeOf(cause)})`, { cause });
    });
    last = text;
  }

  function save(current: () => readonly Endpoint[]): Promise<void> {
    if (writing === undefined) {
      writing = write(current).finally(() => {
        writing = undefined;
      });
      return writing;
    }
    // What is being written may be older than this change; whoever comes later waits for the same next one.
    next ??= writing
      .catch(() => {
        // Those who wait for that writing are told; this one is another try.
      })
      .then(() => {
        next = undefined;
        return save(current);
      });
    return next;
  }

  return { endpoints, save };
}

async function read(file: string): Promise<readonly Endpoint[] | undefined> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw new StateError(`${file} cannot be read (${codeOf(error)})`, { cause: error });
  }
  const state = parse(text);
  if (isState(state)) return state.endpoints;
  throw new StateError(
    `${file} is no state of this emulator; name another file, or move this one away to start from the seed`,
  );
}

function textOf(endpoints: readonly Endpoint[]): string {
  return `${JSON.stringify({ format: FORMAT, endpoints }, null, 1)}\n`;
}

/** Of a file with our format in it the rest is taken as written: nobody but us writes it. */
function isState(value: unknown): value is { endpoints: Endpoint[] } {
  const file: object = typeof value === "object" && value !== null ? value : {};
  return "format" in file && file.format === FORMAT && "endpoints" in file && Array.isArray(file.endpoints);
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : error;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON, so not ours; the caller says so.
    return undefined;
  }
}
