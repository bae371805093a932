// What a verb of the command line is.
import { type ParseArgsConfig, parseArgs } from "node:util";

export interface Streams {
  out(text: string): void;
  err(text: string): void;
}

export interface Verb {
  /** Without the program's name: `lint FILES… [--format text|json]`. */
  readonly usage: string;
  /** Resolves with the exit code; throws `UsageError` for arguments that make no sense. */
  run(args: readonly string[], streams: Streams): Promise<number>;
}

export class UsageError extends Error {}

/** Node's own parser, with its errors as usage errors. */
export function parse<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message);
    throw error;
  }
}

/** The value of an option with a fixed list of values. */
export function oneOf<T extends string>(name: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found !== undefined) return found;
  throw new UsageError(`--${name} is \`${value}\`, and has to be ${allowed.join(" or ")}`);
}
