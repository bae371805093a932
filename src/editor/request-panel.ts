// The extension's side of the request panel: one panel for each endpoint of a connection. It turns the panel's messages
// into queries and what they yield into replies; it neither draws anything nor knows a token.
import type * as vscode from "vscode";
import { ApiError, Refused } from "../api/errors.ts";
import type { QueryTarget, ServingApi } from "../api/types.ts";
import { type EndpointView, type Reply, type RequestId, readToHost, type ToHost, type ToPanel } from "../protocol.ts";
import { measureSplit } from "../query/measure.ts";
import { payloadsFor } from "../query/payloads.ts";
import { Cancelled } from "./command.ts";

/** Which endpoint a panel is for: the words that `EndpointView` has for it. */
export interface PanelKey {
  connection: string;
  endpoint: string;
}

/** What one panel needs of the rest of the extension. */
export interface RequestPanelDeps {
  api: ServingApi;
  /** The endpoint as it is known now. */
  endpoint(): EndpointView;
  /** Fires when `endpoint` has something new to say. */
  onDidChange: vscode.Event<void>;
  /** Resolves when the person agrees, rejects with `Cancelled` when they do not. */
  confirm(question: string, detail: string, verb: string): Promise<void>;
  openDocument(text: string): Promise<void>;
  /** Told of every exception that is no `ApiError`, which is a bug of ours. */
  report(error: unknown): void;
}

/** A request under way, or the last one: kept with its replies for a page that was away while they came. */
interface Run {
  id: RequestId;
  stop: AbortController;
  started: number;
  replies: Reply[];
}

/** One open panel. Closing it ends what it asked. */
export class RequestPanel implements vscode.Disposable {
  readonly #panel: vscode.WebviewPanel;
  readonly #deps: RequestPanelDeps;
  readonly #listeners: vscode.Disposable[];
  #run: Run | undefined;
  #closed = false;
  /** The page has been there; it dies whenever its tab is hidden and says so again when it is back. */
  #met = false;
  /** The served entity to point a page at that is not there yet. */
  #wanted: string | undefined;

  constructor(panel: vscode.WebviewPanel, deps: RequestPanelDeps, onClosed: () => void) {
    this.#panel = panel;
    this.#deps = deps;
    this.#listeners = [
      panel.webview.onDidReceiveMessage((value) => this.#receive(readToHost(value))),
      deps.onDidChange(() => this.#tellEndpoint()),
      panel.onDidDispose(() => {
        this.dispose();
        onClosed();
      }),
    ];
  }

  show(servedEntity: string | undefined): void {
    const listens = this.#met && this.#panel.visible;
    this.#panel.reveal();
    if (servedEntity === undefined) return;
    if (listens) this.#post({ type: "target", servedEntity });
    else this.#wanted = servedEntity;
  }

  /** Ends what it asked and listens no more. */
  dispose(): void {
    this.#closed = true;
    this.#run?.stop.abort();
    for (const listener of this.#listeners) listener.dispose();
  }

  #receive(message: ToHost | undefined): void {
    if (message === undefined) return;
    switch (message.type) {
      case "ready":
        this.#welcome(message.running);
        break;
      case "send":
        void this.#answer(message.id, (run) => this.#query(run, message));
        break;
      case "measure":
        void this.#answer(message.id, (run) => this.#measure(run, message));
        break;
      case "cancel":
        if (this.#run?.id === message.id) this.#run.stop.abort();
        break;
      case "open":
        this.#deps.openDocument(message.text).catch(this.#deps.report);
        break;
      default:
        message satisfies never;
    }
  }

  #welcome(running: RequestId | undefined): void {
    this.#met = true;
    this.#tellEndpoint();
    if (this.#wanted !== undefined) this.#post({ type: "target", servedEntity: this.#wanted });
    this.#wanted = undefined;
    if (running === undefined) return;
    const lost: Reply = {
      type: "failed",
      id: running,
      elapsed: 0,
      message: "The window was reloaded before the answer came; send again",
      cancelled: true,
    };
    const messages = this.#run?.id === running ? this.#run.replies : [lost];
    this.#post({ type: "replay", id: running, messages });
  }

  #tellEndpoint(): void {
    const endpoint = this.#deps.endpoint();
    this.#panel.title = endpoint.name;
    this.#post({ type: "endpoint", endpoint, payloads: [...payloadsFor(endpoint.task)] });
  }

  /** Runs `work` and ends it, whatever happens, in exactly one `done` or `failed`. The panel sends one request at a time. */
  async #answer(id: RequestId, work: (run: Run) => Promise<void>): Promise<void> {
    this.#run?.stop.abort();
    const run: Run = { id, stop: new AbortController(), started: performance.now(), replies: [] };
    this.#run = run;
    try {
      await work(run);
      this.#reply(run, { type: "done", id, elapsed: elapsedOf(run) });
    } catch (error) {
      const failure = failureOf(error, run.stop.signal);
      this.#reply(run, { type: "failed", id, elapsed: elapsedOf(run), ...failure });
      if (!(error instanceof ApiError) && !failure.cancelled) this.#deps.report(error);
    }
  }

  async #query(run: Run, { id, body, stream, servedEntity }: Extract<ToHost, { type: "send" }>): Promise<void> {
    const target: QueryTarget = {
      endpoint: this.#deps.endpoint().name,
      ...(servedEntity !== undefined && { servedEntity }),
    };
    const value = stream ? { ...JSON.parse(body), stream } : JSON.parse(body);
    for await (const event of this.#deps.api.query(target, value, { signal: run.stop.signal })) {
      if (event.kind === "data") this.#reply(run, { type: "chunk", id, text: event.text });
      else {
        const { kind: _, headers, ...head } = event;
        this.#reply(run, { type: "head", id, elapsed: elapsedOf(run), headers: withoutCookies(headers), ...head });
      }
    }
  }

  async #measure(run: Run, { id, body, calls }: Extract<ToHost, { type: "measure" }>): Promise<void> {
    const { name, connection, split } = this.#deps.endpoint();
    const value: unknown = JSON.parse(body);
    const many = `${calls.toLocaleString("en")} ${calls === 1 ? "Call" : "Calls"}`;
    const detail =
      "Each is a real call that the model answers with the body in the panel. The first refusal, such as too many requests (429), ends the measurement.";
    await this.#deps.confirm(`Send ${many.toLowerCase()} to ${name} on ${connection}?`, detail, `Send ${many}`);
    run.started = performance.now();
    await measureSplit((signal) => this.#deps.api.query({ endpoint: name }, value, { signal }), {
      calls,
      known: split.map(({ servedEntity }) => servedEntity),
      signal: run.stop.signal,
      onProgress: (progress) => this.#reply(run, { type: "measured", id, calls, ...progress }),
    });
  }

  #reply(run: Run, reply: Reply): void {
    run.replies.push(reply);
    this.#post(reply);
  }

  #post(message: ToPanel): void {
    // A hidden page loses the message and gets everything when it is ready again; a closed one must not be touched.
    if (!this.#closed) void this.#panel.webview.postMessage(message);
  }
}

/** What a `failed` says of an error, but for its id and time. */
function failureOf(
  error: unknown,
  signal: AbortSignal,
): Omit<Extract<Reply, { type: "failed" }>, "type" | "id" | "elapsed"> {
  if (signal.aborted || error instanceof Cancelled) return { message: "Cancelled", cancelled: true };
  if (error instanceof Refused) {
    const { message, remedy, status, requestId, detail } = error;
    return { message, remedy, status, body: detail, ...(requestId !== undefined && { requestId }) };
  }
  if (error instanceof ApiError) return { message: error.message, remedy: error.remedy };
  return {
    message: "Something in this extension went wrong",
    remedy: "Look at the extension's output; trying again may help",
  };
}

function elapsedOf(run: Run): number {
  return performance.now() - run.started;
}

/** A cookie is a credential of its own kind, and a panel's state is kept on disk. */
function withoutCookies(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase() !== "set-cookie"));
}
