// The command line: the same engine and the same lines of data as in the editor, for terminals and CI. Each verb has a
// file of its own; here is what they share: choosing one, help, exit codes.
import { styleText } from "node:util";
import manifest from "../package.json" with { type: "json" };
import { doctor } from "./cli/doctor.ts";
import { emulator } from "./cli/emulator.ts";
import { lintFiles } from "./cli/lint.ts";
import { listRules } from "./cli/rules.ts";
import { didYouMean, type Streams, UsageError, type Verb } from "./cli/verb.ts";

const VERBS: Readonly<Record<string, Verb>> = { lint: lintFiles, rules: listRules, doctor, emulator };

const HELP = `Model Serving for Databricks: check endpoint configs, try them on this machine

Usage: model-serving COMMAND [options]

Commands:
${Object.entries(VERBS)
  .map(([name, { summary }]) => `  ${name.padEnd(10)}${summary}`)
  .join("\n")}

Options:
  -h, --help  Show this help; \`model-serving COMMAND --help\` tells more
  --version   Show the version

Examples:
  model-serving lint .
  model-serving emulator --port 8080

Exit codes: 0 no errors, 1 errors found, 2 unusable arguments or files
`;

/** Runs one call; `args` without the program's own name. Resolves with the exit code. */
export async function main(args: readonly string[], streams: Streams): Promise<number> {
  const [name = "", ...rest] = args;
  if (name === "--version") return said(streams, `${manifest.version}\n`);
  if (name === "--help" || name === "-h" || (name === "help" && rest.length === 0)) return said(streams, HELP);
  if (name === "help") return main([...rest.slice(0, 1), "--help"], streams);
  const verb = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
  if (verb === undefined) {
    const mistake = `There is no command \`${name}\`${didYouMean(name, Object.keys(VERBS))}`;
    streams.err(`${name === "" ? "Name a command" : mistake}\n\n${HELP}`);
    return 2;
  }
  if (wantsHelp(rest)) return said(streams, `Usage: model-serving ${verb.usage}\n\n${verb.help}`);
  try {
    return await verb.run(rest, streams);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    streams.err(`${error.message}\n\nUsage: model-serving ${verb.usage}\nMore: model-serving ${name} --help\n`);
    return 2;
  }
}

function said(streams: Streams, text: string): number {
  streams.out(text);
  return 0;
}

function wantsHelp(args: readonly string[]): boolean {
  const end = args.indexOf("--");
  const options = end < 0 ? args : args.slice(0, end);
  return options.includes("--help") || options.includes("-h");
}

const streams: Streams = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  style: (format, text) => styleText(format, text, { stream: process.stdout }),
};

// A reader that has seen enough, as `head` has, is no mistake of anybody's: the exit code stays what it would have been.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") process.exitCode = 2;
  });
}

main(process.argv.slice(2), streams).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    streams.err(`A bug of model-serving: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 2;
  },
);
