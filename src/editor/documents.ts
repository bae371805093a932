// The recognised documents and what the engine says of each. Sole owner of reports: one per document version, made when
// first asked for, dropped when the text moves on or the document closes.
import { type Event, EventEmitter, type TextDocument, workspace } from "vscode";
import { type Format, lint, type Report } from "../engine/index.ts";
import { Lifetime } from "./lifetime.ts";
import type { Settings } from "./settings.ts";

/** Typing settles before findings are published; asking for a report never waits for it. */
const DEBOUNCE_MS = 200;

/** What every endpoint config holds somewhere. Documents without it are not even parsed: other files cost nothing. */
const TELLTALE = /served_(?:entities|models)|traffic_config/;

/** Files of the user; the editor's own documents, diffs and settings among them, are not configs. */
const SCHEMES: ReadonlySet<string> = new Set(["file", "untitled", "vscode-remote"]);

const FORMATS: Readonly<Record<string, Format>> = { json: "json", jsonc: "jsonc", yaml: "yaml" };

interface Known {
  readonly version: number;
  readonly report: Report;
}

export class Documents extends Lifetime {
  readonly #settings: Pick<Settings, "rules">;
  readonly #reports = new Map<TextDocument, Known>();
  readonly #timers = new Map<TextDocument, NodeJS.Timeout>();
  readonly #changed = this.own(new EventEmitter<TextDocument>());
  readonly #closed = this.own(new EventEmitter<TextDocument>());

  /** A document has a new report, or has become or ceased to be an endpoint config. */
  readonly onDidChange: Event<TextDocument> = this.#changed.event;
  readonly onDidClose: Event<TextDocument> = this.#closed.event;

  constructor(settings: Pick<Settings, "rules">) {
    super();
    this.#settings = settings;
    this.own(workspace.onDidOpenTextDocument((document) => this.#schedule(document, 0)));
    this.own(workspace.onDidChangeTextDocument(({ document }) => this.#schedule(document, DEBOUNCE_MS)));
    this.own(workspace.onDidCloseTextDocument((document) => this.#forget(document)));
    this.own(
      workspace.onDidChangeConfiguration((change) => {
        if (!change.affectsConfiguration("modelServing.rules")) return;
        this.#reports.clear();
        this.start();
      }),
    );
    this.own({ dispose: () => this.#timers.forEach(clearTimeout) });
  }

  /** Looks at everything that is open: at the start, and when other rules apply. */
  start(): void {
    for (const document of workspace.textDocuments) this.#schedule(document, 0);
  }

  /** The report on the document's present text, or undefined where it is no endpoint config. */
  report(document: TextDocument): Report | undefined {
    const known = this.#reports.get(document);
    const format = formatOf(document);
    if (format === undefined) return undefined;
    const report = known?.version === document.version ? known.report : this.#lint(document, format);
    return report.endpoints.length > 0 || isNamedConfig(document) ? report : undefined;
  }

  #lint(document: TextDocument, format: Format): Report {
    const report = lint(document.getText(), format, {
      expected: isNamedConfig(document),
      severities: this.#settings.rules,
    });
    this.#reports.set(document, { version: document.version, report });
    return report;
  }

  #schedule(document: TextDocument, delay: number): void {
    if (!mayHoldConfig(document)) return;
    clearTimeout(this.#timers.get(document));
    this.#timers.set(
      document,
      setTimeout(() => {
        this.#timers.delete(document);
        if (!document.isClosed) this.#changed.fire(document);
      }, delay),
    );
  }

  #forget(document: TextDocument): void {
    clearTimeout(this.#timers.get(document));
    this.#timers.delete(document);
    this.#reports.delete(document);
    this.#closed.fire(document);
  }
}

/** By its name and language alone. */
function mayHoldConfig({ uri, languageId }: TextDocument): boolean {
  return (
    SCHEMES.has(uri.scheme) && (languageId === "json" || languageId === "jsonc" || formatOfName(uri.path) !== undefined)
  );
}

/** How to read the document, or undefined where it cannot hold an endpoint config at all. */
function formatOf(document: TextDocument): Format | undefined {
  const format = FORMATS[document.languageId] ?? formatOfName(document.uri.path);
  if (format === undefined || !mayHoldConfig(document)) return undefined;
  return isNamedConfig(document) || TELLTALE.test(document.getText()) ? format : undefined;
}

/** The name alone says that the file is an endpoint config. */
export function isNamedConfig(document: TextDocument): boolean {
  return formatOfName(document.uri.path) !== undefined;
}

function formatOfName(path: string): Format | undefined {
  const ending = /\.serving\.(json|jsonc|ya?ml)$/i.exec(path)?.[1]?.toLowerCase();
  return ending === undefined ? undefined : (FORMATS[ending] ?? "yaml");
}
