// The emulator that runs inside the extension, at most one. Its token is random and lives as long as it does.
import type { Emulator as Running } from "../emulator/server.ts";
import type { Connections } from "./connections.ts";

/** An emulator of this machine that somebody else runs, `npm start` say. */
const ENVIRONMENT = { url: "MODEL_SERVING_EMULATOR_URL", token: "MODEL_SERVING_EMULATOR_TOKEN" } as const;

export class Emulator {
  readonly #connections: Connections;
  #starting: Promise<Running> | undefined;

  constructor(connections: Connections) {
    this.#connections = connections;
  }

  /** Connects to the emulator that the environment names, if any. Only loopback addresses are taken. */
  useEnvironment(env: Readonly<Record<string, string | undefined>>): void {
    const [url, token] = [env[ENVIRONMENT.url], env[ENVIRONMENT.token]];
    if (!url || !token || !isLoopback(url)) return;
    this.#connections.useEmulator(url, token);
  }

  /** Starts it, or goes back to the one that runs, and makes it the active connection. */
  async start(): Promise<void> {
    this.#starting ??= launch();
    try {
      const { url, token } = await this.#starting;
      this.#connections.useEmulator(url, token);
    } catch (error) {
      this.#starting = undefined;
      throw error;
    }
  }

  async stop(): Promise<void> {
    const running = await this.#starting;
    this.#starting = undefined;
    this.#connections.forgetEmulator();
    await running?.close();
  }

  dispose(): void {
    void this.#starting?.then((running) => running.close());
  }
}

/** Loaded when first needed: most people talk to a workspace. */
async function launch(): Promise<Running> {
  const { startEmulator } = await import("../emulator/server.ts");
  const { default: seed } = await import("../../examples/seed.json", { with: { type: "json" } });
  return startEmulator({ seed });
}

function isLoopback(url: string): boolean {
  return URL.canParse(url) && ["127.0.0.1", "localhost", "[::1]"].includes(new URL(url).hostname);
}
