// `model-serving emulator`: the emulator as a server of its own, until it is interrupted.
import { readFile } from "node:fs/promises";
import { USUAL_FOUNDATION_MODELS } from "../emulator/control-plane/foundation-models.ts";
import { dice } from "../emulator/data-plane/split.ts";
import { readSeed, type Seed, SeedError } from "../emulator/seed.ts";
import { type EmulatorOptions, startEmulator } from "../emulator/server.ts";
import { DEFAULT_SPEED } from "../emulator/workspace/pace.ts";
import { StateError } from "../emulator/workspace/state-file.ts";
import { oneOf, parse, UsageError, type Verb } from "./verb.ts";

const OPTIONS = {
  port: { type: "string", default: "0" },
  host: { type: "string", default: "127.0.0.1" },
  seed: { type: "string" },
  state: { type: "string" },
  speed: { type: "string", default: String(DEFAULT_SPEED) },
  "deploy-seconds": { type: "string" },
  "idle-seconds": { type: "string" },
  dice: { type: "string" },
  format: { type: "string", default: "text" },
} as const;

export const emulator: Verb = {
  usage: "emulator [options]",
  summary: "Serve the Model Serving API on this machine, without an account",
  help: `Serves endpoints on 127.0.0.1 until it is interrupted, and prints its address
and the token it wants.

Options:
  --port N            The port to listen on (0, which is any free one)
  --host ADDRESS      The address to listen on (127.0.0.1)
  --seed FILE         A JSON file of the endpoints to start with
  --state FILE        Keep the endpoints in this file; once it is there it goes
                      before the seed
  --speed N           How many times faster than the service time passes (${DEFAULT_SPEED});
                      1 is as slow as the service
  --deploy-seconds N  How long each change of a config takes, at any speed
  --idle-seconds N    Scale an entity to zero when idle for so long (1800)
  --dice N            Draw the same lots in every run: split, failure rates
  --format text|json  How to print the address and the token (text)

Examples:
  model-serving emulator
  model-serving emulator --port 8080 --state workspace.json
`,
  async run(args, streams) {
    const { values } = parse({ args: [...args], options: OPTIONS });
    const format = oneOf("--format", values.format, ["text", "json"]);
    const running = await started({
      port: number("port", values.port, 65535),
      host: values.host,
      seed: values.seed === undefined ? UNSEEDED : await seedFrom(values.seed),
      speed: speedOf(values.speed),
      ...(values.state !== undefined && { state: values.state }),
      ...(values.dice !== undefined && { random: dice(number("dice", values.dice, 2 ** 32)) }),
      ...seconds("deploySeconds", "deploy-seconds", values["deploy-seconds"]),
      ...seconds("idleSeconds", "idle-seconds", values["idle-seconds"]),
    });
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

/** What every workspace has. */
const UNSEEDED: Seed = { endpoints: [], foundationModels: [...USUAL_FOUNDATION_MODELS] };

async function started(options: EmulatorOptions): ReturnType<typeof startEmulator> {
  try {
    return await startEmulator(options);
  } catch (error) {
    if (error instanceof SeedError || error instanceof StateError) throw new UsageError(error.message);
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EADDRINUSE") throw new UsageError(`Port ${options.port} is taken; choose another one, or 0 for any`);
    if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") {
      throw new UsageError(`${options.host} is no address of this machine; leave --host out, or name one that is`);
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

function speedOf(text: string): number {
  const speed = number("speed", text, 1e6);
  if (speed > 0) return speed;
  throw new UsageError("--speed is 0, and has to be more; --deploy-seconds 0 deploys at once");
}

function seconds<Key extends string>(key: Key, name: string, text: string | undefined): { [K in Key]?: number } {
  return text === undefined ? {} : ({ [key]: number(name, text, 86400) } as { [K in Key]?: number });
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
