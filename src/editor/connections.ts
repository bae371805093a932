// All connections of this window, side by side, and which of them is the active one. Sole owner of both.
import { type Event, EventEmitter, type Memento, type SecretStorage } from "vscode";
import { Misconfigured } from "../api/errors.ts";
import { readHost } from "../api/host.ts";
import { Declined } from "./command.ts";
import {
  type Connection,
  defaultConnection,
  EMULATOR_ID,
  emulatorConnection,
  profileConnection,
  type Stored,
  secretKey,
  typedConnection,
} from "./connection.ts";
import { Lifetime } from "./lifetime.ts";
import type { Settings } from "./settings.ts";

export type { Connection } from "./connection.ts";

const STORED = "connections";

export class Connections extends Lifetime {
  readonly #settings: Settings;
  readonly #store: Memento;
  readonly #secrets: SecretStorage;
  readonly #changed = this.own(new EventEmitter<void>());
  #all: readonly Connection[] = [];
  #activeId: string | undefined;
  #loads = 0;

  readonly onDidChange: Event<void> = this.#changed.event;

  /** `store` remembers what was added, never a secret. */
  constructor(settings: Settings, store: Memento, secrets: SecretStorage) {
    super();
    this.#settings = settings;
    this.#store = store;
    this.#secrets = secrets;
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

  activate(id: string): void {
    this.#activeId = id;
    this.#changed.fire();
  }

  /** Connects to an emulator of this machine and makes it the active connection. */
  useEmulator(url: string, token: string): void {
    this.#put(emulatorConnection(url, token));
    this.activate(EMULATOR_ID);
  }

  forgetEmulator(): void {
    this.#all = this.#all.filter(({ id }) => id !== EMULATOR_ID);
    this.#changed.fire();
  }

  /** Adds the connection of a profile and makes it the active one. Throws `Misconfigured`. */
  async addProfile(name: string): Promise<void> {
    const connection = await profileConnection(name, this.#settings);
    await this.#remember({ profile: name });
    this.#put(connection);
    this.activate(connection.id);
  }

  /** Keeps the token in the secret storage, bound to this host, and makes the connection the active one. */
  async addToken(host: string, token: string): Promise<void> {
    const { host: origin } = readHost(host);
    await this.#secrets.store(secretKey(origin), token);
    await this.#remember({ host: origin });
    const connection = typedConnection(origin, this.#secrets, this.#settings);
    this.#put(connection);
    this.activate(connection.id);
  }

  /** Forgets every connection that was added here and removes every secret that was typed. */
  async signOut(): Promise<void> {
    for (const stored of this.#stored) if ("host" in stored) await this.#secrets.delete(secretKey(stored.host));
    await this.#store.update(STORED, undefined);
    this.#activeId = undefined;
    this.#all = this.#all.filter(({ id }) => id === EMULATOR_ID);
    this.#changed.fire();
  }

  /** Reads settings, environment and profiles anew. Gives what could not be used, one sentence with its way out each. */
  async load(): Promise<Misconfigured[]> {
    this.#loads += 1;
    const load = this.#loads;
    const troubles: Misconfigured[] = [];
    const found: Connection[] = [];
    for (const [source, required] of this.#sources()) {
      try {
        const connection = await source();
        if (!found.some(({ id }) => id === connection.id)) found.push(connection);
      } catch (error) {
        if (!(error instanceof Misconfigured)) throw error;
        if (required) troubles.push(error);
      }
    }
    if (load !== this.#loads) return [];
    const emulator = this.#all.filter(({ id }) => id === EMULATOR_ID);
    const changed = found.length > 0 || this.#all.length > emulator.length;
    this.#all = [...emulator, ...found];
    if (changed) this.#changed.fire();
    return troubles;
  }

  get #stored(): readonly Stored[] {
    return this.#store.get<readonly Stored[]>(STORED, []);
  }

  /** Where connections come from, and whether the user asked for it: nobody is told that there is no default. */
  #sources(): [() => Promise<Connection>, boolean][] {
    const settings = this.#settings;
    const { profile } = settings;
    const first: [() => Promise<Connection>, boolean] =
      profile === undefined
        ? [() => defaultConnection(settings), false]
        : [() => profileConnection(profile, settings), true];
    const added = this.#stored.map((stored): [() => Promise<Connection>, boolean] => [
      async () =>
        "host" in stored
          ? typedConnection(stored.host, this.#secrets, settings)
          : profileConnection(stored.profile, settings),
      true,
    ]);
    return [first, ...added];
  }

  async #remember(added: Stored): Promise<void> {
    const others = this.#stored.filter((stored) => JSON.stringify(stored) !== JSON.stringify(added));
    await this.#store.update(STORED, [...others, added]);
  }

  #put(connection: Connection): void {
    this.#all = [...this.#all.filter(({ id }) => id !== connection.id), connection];
  }
}
