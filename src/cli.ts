// The command line: the same engine and the same lines of data as in the editor, for terminals and CI. Each verb has a
// file of its own; here is what they share: choosing one, usage, exit codes.
import { emulator } from "./cli/emulator.ts";
import { lintFiles } from "./cli/lint.ts";
import { type Streams, UsageError, type Verb } from "./cli/verb.ts";

const VERBS: Readonly<Record<string, Verb>> = { lint: lintFiles, emulator };

const HELP = `Model Serving for Databricks

Usage:
${Object.values(VERBS)
  .map(({ usage }) => `  model-serving ${usage}`)
  .join("\n")}

Exit codes: 0 no errors, 1 errors found, 2 unusable arguments or an unreadable file
`;

/** Runs one call; `args` without the program's own name. Resolves with the exit code. */
export async function main(args: readonly string[], streams: Streams): Promise<number> {
  const [name = "", ...rest] = args;
  if (name === "--help" || name === "-h" || name === "help") {
    streams.out(HELP);
    return 0;
  }
  const verb = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
  if (verb === undefined) {
    streams.err(`${name === "" ? "Say what to do" : `There is no \`${name}\``}\n\n${HELP}`);
    return 2;
  }
  try {
    return await verb.run(rest, streams);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    streams.err(`${error.message}\n\nUsage: model-serving ${verb.usage}\n`);
    return 2;
  }
}

const streams: Streams = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
};

main(process.argv.slice(2), streams).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    streams.err(`A bug of model-serving: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 2;
  },
);
