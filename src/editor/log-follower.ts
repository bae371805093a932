// Follows the service logs of served entities: one output channel for each, asked again while it is in use.
import { type OutputChannel, window } from "vscode";
import { ApiError } from "../api/errors.ts";
import type { Connection } from "./connections.ts";
import { Lifetime } from "./lifetime.ts";

/** The service has no log stream, only "recent lines": this often they are asked for. */
const INTERVAL_MS = 5_000;
/** Nobody reads along for longer; running the command again goes on. */
const ROUNDS = 120;

export class LogFollower extends Lifetime {
  readonly #channels = new Map<string, OutputChannel>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #report: (error: unknown) => void;

  constructor(report: (error: unknown) => void) {
    super();
    this.#report = report;
    this.own({ dispose: () => this.#timers.forEach(clearTimeout) });
  }

  follow(connection: Connection, endpoint: string, servedEntity: string): void {
    const title = `Model Serving: ${endpoint}/${servedEntity} (${connection.label})`;
    const channel = this.#channels.get(title) ?? this.own(window.createOutputChannel(title, "log"));
    this.#channels.set(title, channel);
    channel.show(true);
    const read = () => connection.api.logs({ endpoint, servedEntity });
    this.#round(title, channel, read, ROUNDS).catch(this.#report);
  }

  async #round(title: string, channel: OutputChannel, read: () => Promise<string>, left: number): Promise<void> {
    clearTimeout(this.#timers.get(title));
    try {
      channel.replace((await read()) || "The service has no log of it yet.\n");
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      channel.appendLine(`${error.message}. ${error.remedy}`);
    }
    if (left === 0) return;
    const again = () => void this.#round(title, channel, read, left - 1).catch(this.#report);
    this.#timers.set(title, setTimeout(again, INTERVAL_MS));
  }
}
