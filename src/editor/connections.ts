// Who we talk to: the emulator and the chosen profile. Sole owner of connections; a token is read from its source for each
// request and kept nowhere.
import { type Event, EventEmitter } from "vscode";
import { connect } from "../api/client.ts";
import { profileNamed, profilesFile, readProfiles } from "../api/profiles.ts";
import type { ServingApi } from "../api/types.ts";
import { Declined } from "./command.ts";
import { Lifetime } from "./lifetime.ts";
import type { Settings } from "./settings.ts";

export interface Connection {
  /** Stable over sessions: what remembered choices are keyed by. */
  readonly id: string;
  /** What the user calls it: the first part of the host, or "Local Emulator". */
  readonly label: string;
  /** Where it comes from: "profile DEV", "127.0.0.1:8080". */
  readonly description: string;
  readonly api: ServingApi;
}

/** Looked up at each call, so that the editor's proxy and certificate settings apply as they are then. */
const editorFetch: typeof fetch = (input, init) => globalThis.fetch(input, init);

const EMULATOR_ID = "emulator";

export class Connections extends Lifetime {
  readonly #settings: Settings;
  readonly #changed = this.own(new EventEmitter<void>());
  #all: readonly Connection[] = [];
  #activeId: string | undefined;

  readonly onDidChange: Event<void> = this.#changed.event;

  constructor(settings: Settings) {
    super();
    this.#settings = settings;
  }

  get all(): readonly Connection[] {
    return this.#all;
  }

  /** The one that commands without a target of their own use. */
  get active(): Connection | undefined {
    return this.#all.find(({ id }) => id === this.#activeId) ?? this.#all[0];
  }

  /** The active connection; throws `Declined` with the way to one where there is none. */
  require(): Connection {
    const { active } = this;
    if (active) return active;
    throw new Declined("There is no connection to a workspace yet", [
      { title: "Add Connection…", command: "modelServing.addConnection" },
      { title: "Start Local Emulator", command: "modelServing.startEmulator" },
    ]);
  }

  activate(connection: Connection): void {
    this.#activeId = connection.id;
    this.#changed.fire();
  }

  /** Connects to an emulator of this machine and makes it the active connection. */
  useEmulator(url: string, token: string): Connection {
    const api = connect({ host: url, token: async () => token, fetch: editorFetch });
    const connection: Connection = { id: EMULATOR_ID, label: "Local Emulator", description: new URL(url).host, api };
    this.#put(connection);
    this.activate(connection);
    return connection;
  }

  forgetEmulator(): void {
    this.#all = this.#all.filter(({ id }) => id !== EMULATOR_ID);
    this.#changed.fire();
  }

  /** Connects to the profile that the settings name, if any. Throws `Misconfigured` where that cannot be used. */
  async loadProfile(): Promise<void> {
    const name = this.#settings.profile;
    this.#all = this.#all.filter(({ id }) => id === EMULATOR_ID);
    if (name !== undefined) this.#put(await this.#profileConnection(name));
    this.#changed.fire();
  }

  async #profileConnection(name: string): Promise<Connection> {
    const read = async () => profileNamed(name, await readProfiles(profilesFile(process.env)));
    const { host, workspaceId } = await read();
    const token = async () => {
      const profile = await read();
      if (profile.host === host) return profile.token;
      throw new Declined(`Profile \`${name}\` has another host now; reload the window to use it`);
    };
    const api = connect({ host, token, fetch: editorFetch, ...(workspaceId !== undefined && { workspaceId }) });
    return { id: `profile:${name}`, label: labelOf(host), description: `profile ${name}`, api };
  }

  #put(connection: Connection): void {
    this.#all = [...this.#all.filter(({ id }) => id !== connection.id), connection];
  }
}

/** `adb-dev` for `https://adb-dev.cloud.databricks.com`; an address of numbers, or of this machine, in full. */
function labelOf(host: string): string {
  const { hostname, host: full } = new URL(host);
  const [first = ""] = hostname.split(".");
  return /[a-z]/i.test(first) && first !== hostname ? first : full;
}
