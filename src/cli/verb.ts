// What a verb of the command line is, and how it reads its arguments.
import { type ParseArgsConfig, parseArgs, type styleText } from "node:util";
import { nearest } from "../engine/index.ts";

export interface Streams {
  out(text: string): void;
  err(text: string): void;
  /** The text in a colour where standard output shows colours, as it stands elsewhere. */
  style(format: Parameters<typeof styleText>[0], text: string): string;
}

export interface Verb {
  /** Without the program's name: `lint FILES… [--format text|json]`. */
  readonly usage: string;
  /** One line for the list of verbs. */
  readonly summary: string;
  /** What `--help` says below the usage: options and examples, at most 80 columns wide. */
  readonly help: string;
  /** Resolves with the exit code; throws `UsageError` for arguments that make no sense. */
  run(args: readonly string[], streams: Streams): Promise<number>;
}

export class UsageError extends Error {}

/** Node's own parser, with its errors as usage errors. */
export function parse<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const [, unknown] = /^Unknown option '(-[^ ']+)/.exec(error.message) ?? [];
    if (unknown === undefined) throw new UsageError(error.message.split(/\.\s/)[0]);
    const known = Object.keys(config.options ?? {}).map((name) => `--${name}`);
    throw new UsageError(`There is no option \`${unknown}\`${didYouMean(unknown, known)}`);
  }
}

/** The value of an option with a fixed list of values. */
export function oneOf<T extends string>(name: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found !== undefined) return found;
  const list = allowed.map((candidate) => `\`${candidate}\``).join(", ");
  throw new UsageError(`${name} is \`${value}\`, and has to be one of ${list}`);
}

/** Ends a message about a name that is not known. */
export function didYouMean(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  return near === undefined ? "" : `; did you mean \`${near}\`?`;
}

/** `1 error`, `2 errors`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
