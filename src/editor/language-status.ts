// The language status item of an endpoint config: as what the file is read.
import { type Disposable, languages, type TextDocument, window } from "vscode";
import type { Report, Shape } from "../engine/index.ts";
import type { Documents } from "./documents.ts";
import { Lifetime } from "./lifetime.ts";
import { CONFIG_DOCUMENTS } from "./quick-fixes.ts";

const SHAPES: Readonly<Record<Shape, string>> = {
  "create-body": "Endpoint (create body)",
  "config-body": "Endpoint config (update body)",
  "pt-create-body": "Provisioned-throughput endpoint (create body)",
  "pt-config-body": "Provisioned-throughput config (update body)",
  "ai-gateway-body": "AI gateway config",
  "bundle-resource": "Endpoint of a bundle",
  "bundle-override": "Endpoint override of a bundle target",
  "saved-response": "Saved answer of the service",
};

export function registerLanguageStatus(documents: Documents): Disposable {
  const lifetime = new Lifetime();
  const item = lifetime.own(languages.createLanguageStatusItem("modelServing.shape", CONFIG_DOCUMENTS));
  item.name = "Model Serving";
  const update = (document: TextDocument | undefined) => {
    const report = document && documents.report(document);
    item.text = report ? wordsFor(report) : "No endpoint config";
    item.detail = report ? "Read by Model Serving as this" : "Model Serving does not check this file";
  };
  lifetime.own(window.onDidChangeActiveTextEditor((editor) => update(editor?.document)));
  lifetime.own(documents.onDidChange((document) => document === window.activeTextEditor?.document && update(document)));
  update(window.activeTextEditor?.document);
  return lifetime;
}

function wordsFor({ endpoints }: Report): string {
  const [first] = endpoints;
  if (first === undefined) return "Endpoint config that cannot be read yet";
  return endpoints.length === 1 ? SHAPES[first.shape] : `${endpoints.length} endpoints`;
}
