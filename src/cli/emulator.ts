// `model-serving emulator`: the emulator as a server of its own, until it is interrupted.
import { readFile } from "node:fs/promises";
import { readSeed, type Seed, SeedError } from "../emulator/seed.ts";
import { startEmulator } from "../emulator/server.ts";
import { oneOf, parse, UsageError, type Verb } from "./verb.ts";

export const emulator: Verb = {
  usage: "emulator [options]",
  summary: "Serve the Model Serving API on this machine, without an account",
  help: `Serves endpoints on 127.0.0.1 until it is interrupted, and prints its address
and the token it wants.

Options:
  --port N            The port to listen on (0, which is any free one)
  --seed FILE         A JSON file of the endpoints to start with
  --deploy-seconds N  How long a change of a config takes (3)
  --format text|json  How to print the address and the token (text)

Examples:
  model-serving emulator
  model-serving emulator --port 8080 --deploy-seconds 0
`,
  async run(args, streams) {
    const { values } = parse({
      args: [...args],
      options: {
        port: { type: "string", default: "0" },
        seed: { type: "string" },
        "deploy-seconds": { type: "string", default: "3" },
        format: { type: "string", default: "text" },
      },
    });
    const format = oneOf("--format", values.format, ["text", "json"]);
    const port = number("port", values.port, 65535);
    const deploySeconds = number("deploy-seconds", values["deploy-seconds"], 86400);
    const seed = values.seed === undefined ? undefined : await seedFrom(values.seed);
    const running = await started({ port, deploySeconds, ...(seed && { seed }) });
    const { url, token } = running;
    streams.out(
      format === "json"
        ? `${JSON.stringify({ url, token })}\n`
        : `Emulator of Databricks Model Serving at ${url}\nToken: ${token}\n`,
    );
    await interrupted();
    await running.close();
    return 0;
  },
};

async function started(options: NonNullable<Parameters<typeof startEmulator>[0]>): ReturnType<typeof startEmulator> {
  try {
    return await startEmulator(options);
  } catch (error) {
    if (error instanceof SeedError) throw new UsageError(error.message);
    if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") {
      throw new UsageError(`Port ${options.port} is taken; choose another one, or 0 for any`);
    }
    throw error;
  }
}

async function seedFrom(file: string): Promise<Seed> {
  try {
    return readSeed(await readFile(file, "utf8"));
  } catch (error) {
    if (error instanceof SeedError) throw new UsageError(`${file}: ${error.message}`);
    if (error instanceof Error && "code" in error) throw new UsageError(`${file} cannot be read (${error.code})`);
    throw error;
  }
}

function number(name: string, text: string, most: number): number {
  const value = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && value <= most) return value;
  throw new UsageError(`--${name} is \`${text}\`, and has to be a number from 0 to ${most}`);
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
}
