// Live state: what each connection's endpoints were like when last seen. Sole owner of it; everybody else draws from here.
// Endpoints that are changing are followed until they settle, the others are not asked again before a refresh.
import { isDeepStrictEqual } from "node:util";
import { type Event, EventEmitter } from "vscode";
import { ApiError } from "../api/errors.ts";
import type { ServingEndpoint } from "../api/types.ts";
import { watch } from "../deploy/watch.ts";
import type { Connection, Connections } from "./connections.ts";
import { Lifetime } from "./lifetime.ts";

/** How many details are fetched at a time; the list itself has no split and no pending config. */
const CONCURRENCY = 8;

export interface Loaded {
  /** Sorted by name. */
  readonly endpoints: readonly ServingEndpoint[];
  /** Why there are none, as a sentence; undefined where all went well. */
  readonly trouble: string | undefined;
}

interface Known {
  readonly connection: Connection;
  readonly byName: Map<string, ServingEndpoint>;
  readonly abort: AbortController;
  readonly followed: Set<string>;
  trouble: string | undefined;
  loading: Promise<void>;
}

export class Endpoints extends Lifetime {
  readonly #known = new Map<string, Known>();
  readonly #changed = this.own(new EventEmitter<Connection>());
  readonly #report: (error: unknown) => void;

  readonly onDidChange: Event<Connection> = this.#changed.event;

  /** `report` is told of what no caller waits for: bugs in the background. */
  constructor(connections: Connections, report: (error: unknown) => void) {
    super();
    this.#report = report;
    this.own(connections.onDidChange(() => this.#dropGone(connections.all)));
    this.own({ dispose: () => this.#dropGone([]) });
  }

  /** What is known, loading it first where nothing is. Never rejects because of the service: trouble is part of the answer. */
  async loaded(connection: Connection): Promise<Loaded> {
    const known = this.#known.get(connection.id);
    // Whoever asks gets the answer: no event besides, which would make the tree ask again while it is being clicked.
    const present = known?.connection === connection ? known : this.#load(connection);
    await present.loading;
    const endpoints = [...present.byName.values()].sort((a, b) => a.name.localeCompare(b.name));
    return { endpoints, trouble: present.trouble };
  }

  /** The endpoint as last seen, without asking the service. */
  peek(connection: Connection, name: string): ServingEndpoint | undefined {
    return this.#known.get(connection.id)?.byName.get(name);
  }

  async refresh(connection: Connection): Promise<void> {
    await this.#load(connection).loading;
    this.#changed.fire(connection);
  }

  /** Takes in what somebody has just seen of an endpoint. */
  saw(connection: Connection, endpoint: ServingEndpoint): void {
    const known = this.#known.get(connection.id) ?? this.#load(connection);
    if (isDeepStrictEqual(known.byName.get(endpoint.name), endpoint)) return;
    known.byName.set(endpoint.name, endpoint);
    this.#changed.fire(connection);
  }

  /** Takes it in and, while it is changing, keeps looking until it has settled. */
  follow(connection: Connection, endpoint: ServingEndpoint): void {
    this.saw(connection, endpoint);
    const known = this.#known.get(connection.id);
    if (known) this.#follow(known, endpoint);
  }

  gone(connection: Connection, name: string): void {
    this.#known.get(connection.id)?.byName.delete(name);
    this.#changed.fire(connection);
  }

  #load(connection: Connection): Known {
    this.#known.get(connection.id)?.abort.abort();
    const known: Known = {
      connection,
      byName: new Map(),
      abort: new AbortController(),
      followed: new Set(),
      trouble: undefined,
      loading: Promise.resolve(),
    };
    this.#known.set(connection.id, known);
    known.loading = this.#fill(known);
    return known;
  }

  async #fill(known: Known): Promise<void> {
    const { connection, byName, abort } = known;
    const options = { signal: abort.signal };
    try {
      const list = await connection.api.list(options);
      for (const endpoint of list) byName.set(endpoint.name, endpoint);
      const names = list.map(({ name }) => name).values();
      const worker = async () => {
        for (const name of names) byName.set(name, await connection.api.get(name, options));
      };
      await Promise.all(Array.from({ length: CONCURRENCY }, worker));
    } catch (error) {
      if (abort.signal.aborted) return;
      if (error instanceof ApiError) known.trouble = `${error.message}. ${error.remedy}`;
      else this.#report(error);
    }
    if (this.#known.get(connection.id) !== known) return;
    for (const endpoint of byName.values()) this.#follow(known, endpoint);
  }

  #follow(known: Known, { name, state }: ServingEndpoint): void {
    if (state.config_update !== "IN_PROGRESS" || known.followed.has(name)) return;
    known.followed.add(name);
    this.#watch(known, name)
      .catch((error: unknown) => {
        if (!known.abort.signal.aborted && !(error instanceof ApiError)) this.#report(error);
      })
      .finally(() => known.followed.delete(name));
  }

  async #watch(known: Known, name: string): Promise<void> {
    for await (const event of watch(known.connection.api, name, { signal: known.abort.signal })) {
      if (event.kind === "deleted") known.byName.delete(name);
      else if ("endpoint" in event && event.endpoint) known.byName.set(name, event.endpoint);
      this.#changed.fire(known.connection);
    }
  }

  #dropGone(present: readonly Connection[]): void {
    for (const [id, { connection, abort }] of this.#known) {
      if (present.includes(connection)) continue;
      abort.abort();
      this.#known.delete(id);
    }
  }
}
