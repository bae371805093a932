// Compiles the strict schemas of schemas/ into build/validators.js, which imports nothing, and derives from each a lax
// copy for the JSON and YAML services of the editor. What an error means is not decided here.
import { realpathSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import Ajv from "ajv";
import standaloneCode from "ajv/dist/standalone/index.js";
import { build } from "esbuild";

const project = dirname(dirname(fileURLToPath(import.meta.url)));

/** The root schemas, and the name under which validators.js exports the function of each. */
const roots = {
  "create-body": "createBody",
  "config-body": "configBody",
  "bundle-resource": "bundleResource",
  "ai-gateway-body": "aiGatewayBody",
  "pt-create-body": "ptCreateBody",
  "pt-config-body": "ptConfigBody",
};

/** Writes validators.js, its types and lax/<root>.json into the folder. */
export async function buildSchemas(folder) {
  const schemas = await readSchemas();
  await mkdir(join(folder, "lax"), { recursive: true });
  await Promise.all([
    // Without it Node would take validators.js for CommonJS first.
    writeFile(join(folder, "package.json"), '{ "type": "module" }\n'),
    writeFile(join(folder, "validators.js"), await compileValidators(schemas)),
    writeFile(join(folder, "validators.d.ts"), validatorTypes()),
    ...Object.keys(roots).map((root) =>
      writeFile(join(folder, "lax", `${root}.json`), `${JSON.stringify(laxCopy(schemas, root), null, 2)}\n`),
    ),
  ]);
}

/** The strict schemas by name: `definitions` and the roots. */
export async function readSchemas() {
  const read = async (name) => [name, JSON.parse(await readFile(join(project, "schemas", `${name}.json`), "utf8"))];
  return Object.fromEntries(await Promise.all(["definitions", ...Object.keys(roots)].map(read)));
}

/**
 * The source of an ES module that exports a validate function per root and imports nothing. Its errors have no message,
 * but the schema they come from, so that annotations and neighbouring fields can be looked up.
 */
export async function compileValidators(schemas) {
  const ajv = new Ajv({
    strict: true,
    allErrors: true,
    verbose: true,
    messages: false,
    inlineRefs: false,
    code: { source: true, esm: true },
  });
  ajv.addVocabulary(["x-open", "x-secret"]);
  const { definitions } = schemas.definitions;
  // Ajv copies a referenced schema into every root unless that schema has a key of its own, and joins the errors of a
  // function to those of its caller by copying both lists, which is quadratic for one called per list item. So what a
  // root refers to becomes one shared function, and whatever that refers to is part of it.
  for (const [name, schema] of Object.entries(definitions)) {
    ajv.addSchema(withoutTexts(inlined(schema, definitions)), `${schemas.definitions.$id}#/definitions/${name}`);
  }
  for (const root of Object.keys(roots)) ajv.addSchema(withoutTexts(schemas[root]), root);
  const contents = standaloneCode(ajv, Object.fromEntries(Object.entries(roots).map(([root, name]) => [name, root])));
  const bundle = await build({
    stdin: { contents, resolveDir: project },
    bundle: true,
    format: "esm",
    platform: "neutral",
    write: false,
  });
  return bundle.outputFiles[0].text;
}

/**
 * A self-contained schema that any document satisfies: it names the fields, describes them and proposes values, and
 * leaves every complaint to us. Only what is listed here survives, so a new strict keyword cannot slip through.
 */
export function laxCopy(schemas, root) {
  const relax = ({ $ref, title, description, properties, items, enum: values, type, deprecated }) => ({
    ...($ref && { $ref: `#/definitions/${referredName($ref)}` }),
    ...(title && { title }),
    ...(description && { description }),
    ...(deprecated && { doNotSuggest: true }),
    ...(properties && { properties }),
    ...(items && { items }),
    ...((values || type === "boolean") && { anyOf: [{ enum: values ?? [true, false] }, {}] }),
  });
  const { definitions } = schemas.definitions;
  const used = [...referredNames(schemas[root], definitions)].sort();
  return {
    $schema: schemas[root].$schema,
    ...mapSchema(schemas[root], relax),
    definitions: Object.fromEntries(used.map((name) => [name, mapSchema(definitions[name], relax)])),
  };
}

function withoutTexts(schema) {
  return mapSchema(schema, ({ title, description, $comment, ...rest }) => rest);
}

/** The schema with everything it refers to in place. The references have no cycle. */
function inlined(schema, definitions) {
  return mapSchema(schema, ({ $ref, ...rest }) =>
    $ref ? { ...inlined(definitions[referredName($ref)], definitions), ...rest } : rest,
  );
}

/** The names of the definitions that a schema refers to, directly or through others. */
function referredNames(schema, definitions, names = new Set()) {
  mapSchema(schema, (part) => {
    const name = part.$ref && referredName(part.$ref);
    if (name && !names.has(name)) referredNames(definitions[name], definitions, names.add(name));
    return part;
  });
  return names;
}

function referredName(ref) {
  return ref.slice(ref.lastIndexOf("/") + 1);
}

/** Applies a change to a schema and all schemas within it, the inner ones first; a field may be called `description`. */
function mapSchema(schema, change) {
  const mapped = { ...schema };
  for (const keyword of ["items", "additionalProperties"]) {
    if (typeof schema[keyword] === "object") mapped[keyword] = mapSchema(schema[keyword], change);
  }
  if (schema.properties) {
    const fields = Object.entries(schema.properties);
    mapped.properties = Object.fromEntries(fields.map(([name, field]) => [name, mapSchema(field, change)]));
  }
  return change(mapped);
}

function validatorTypes() {
  const functions = Object.values(roots).map((name) => `export declare const ${name}: Validate;`);
  return `/** A field or value that the schema does not allow. One mistake gives one error. */
export type ShapeError = {
  /** JSON pointer to the value (to the object, for a missing or unknown field), with \`~0\` for \`~\` and \`~1\` for \`/\`. */
  readonly instancePath: string;
  readonly schemaPath: string;
  /** The schema that holds the keyword, with its annotations and, for an object, its known \`properties\`. */
  readonly parentSchema: FieldSchema;
  readonly data: unknown;
} & (
  | { readonly keyword: "required"; readonly params: { readonly missingProperty: string } }
  | { readonly keyword: "additionalProperties"; readonly params: { readonly additionalProperty: string } }
  | { readonly keyword: "type"; readonly params: { readonly type: FieldType } }
  | { readonly keyword: "enum"; readonly params: { readonly allowedValues: readonly string[] } }
  | { readonly keyword: "minLength"; readonly params: { readonly limit: number } }
  | { readonly keyword: "minimum" | "maximum"; readonly params: { readonly comparison: string; readonly limit: number } }
);

export type FieldType = "object" | "array" | "string" | "boolean" | "integer" | "number";

export interface FieldSchema {
  /** In the properties of a root schema only: they are references. Below them everything is in place. */
  readonly $ref?: string;
  /** Absent where \`enum\` is given: the listed values are strings. */
  readonly type?: FieldType;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, FieldSchema>>;
  readonly required?: readonly string[];
  readonly items?: FieldSchema;
  readonly additionalProperties?: false | FieldSchema;
  readonly deprecated?: true;
  readonly "x-open"?: true;
  readonly "x-secret"?: "reference" | "plaintext";
}

export interface Validate {
  (data: unknown): boolean;
  /** Errors of the latest call, null if there were none. */
  errors?: readonly ShapeError[] | null;
}

${functions.join("\n")}
`;
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await buildSchemas(join(project, "build"));
}
