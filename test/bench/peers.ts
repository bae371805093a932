// What the engine is measured against: the language services of VS Code and of Red Hat's YAML extension, both with the
// strict schema that the engine uses, and the two parsers alone.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { parseTree } from "jsonc-parser";
import type { JSONSchema } from "vscode-json-languageservice";
import { parseDocument } from "yaml";
import { getLanguageService as yamlService } from "yaml-language-server";

// A UMD module: its exports cannot be imported by name.
const { getLanguageService: jsonService, TextDocument } = createRequire(import.meta.url)(
  "vscode-json-languageservice",
) as typeof import("vscode-json-languageservice");

type Validate = (text: string) => Promise<number>;

/** The number of nodes does not matter; that the work is done does. */
export const parsers = {
  "jsonc-parser `parseTree`": (text: string) => parseTree(text)?.length ?? 0,
  "yaml `parseDocument`": (text: string) => parseDocument(text).range[2],
};

/** `create-body.json` with everything it refers to inside, as both services want it. */
export async function strictSchema(): Promise<JSONSchema> {
  const read = async (name: string) =>
    JSON.parse(await readFile(new URL(`../../schemas/${name}.json`, import.meta.url), "utf8"));
  const { $id: _, ...root } = await read("create-body");
  const { definitions } = await read("definitions");
  const text = JSON.stringify({ ...root, definitions }).replaceAll('"definitions.json#/', '"#/');
  return JSON.parse(text.replaceAll(/"x-(?:open|secret)":(?:true|"\w+"),?/g, "").replaceAll(",}", "}"));
}

/** Parse and validation; the number of diagnostics. */
export async function jsonLanguageService(): Promise<Validate> {
  const schema = await strictSchema();
  const service = jsonService({});
  let version = 0;
  return async (text) => {
    const document = TextDocument.create("file:///wines.json", "json", version++, text);
    return (await service.doValidation(document, service.parseJSONDocument(document), {}, schema)).length;
  };
}

export async function yamlLanguageServer(): Promise<Validate> {
  const schema = await strictSchema();
  const service = yamlService({
    schemaRequestService: async () => "{}",
    workspaceContext: { resolveRelativePath: (path) => path },
  });
  const uri = "file:///create-body.json";
  service.configure({ validate: true, schemas: [{ uri, fileMatch: ["*.yaml"], schema }] });
  let version = 0;
  return async (text) => {
    const name = `file:///wines-${version++}.yaml`;
    return (await service.doValidation(TextDocument.create(name, "yaml", 1, text), false)).length;
  };
}
