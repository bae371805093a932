// Reads, judges and, where asked to, fixes one file.
import { access, constants } from "node:fs/promises";
import writeFileAtomic from "write-file-atomic";
import { type Finding, type Format, type LintOptions, lint, type Report } from "../engine/index.ts";
import { type Found, isServingFile } from "./find-files.ts";
import { fixAll } from "./fix.ts";
import { encode, readText, type Text, type Trouble, troubleOf } from "./read-text.ts";

export interface Checked {
  readonly file: string;
  /** Of the text as it is now, after the fixes. */
  readonly report: Report;
  readonly fixed: readonly Finding[];
}

export interface Options extends Pick<LintOptions, "severities"> {
  readonly fix: boolean;
}

/** What only endpoint configs hold, or hardly anything else: whatever lacks it all need not be parsed. */
const TELLING =
  /served_entities|served_models|serving_endpoints|usage_tracking_config|inference_table_config|guardrails|fallback_config|rate_limits|config_update|pending_config/;

/** Undefined where a file that was not named itself turns out to hold no endpoint config. */
export async function checkFile(found: Found, options: Options): Promise<Checked | Trouble | undefined> {
  const { file, named } = found;
  const expected = isServingFile(file);
  const read = found.trouble ?? (await readText(file));
  const wanted = named || expected;
  if ("trouble" in read) return wanted || read.hidden ? read : undefined;
  if (!wanted && !TELLING.test(read.text)) return undefined;
  const check = (text: string) => lint(text, formatOf(file, text), { ...options, expected });
  const report = check(read.text);
  if (!wanted && report.endpoints.length === 0) return undefined;
  if (!options.fix) return { file, report, fixed: [] };
  const result = fixAll(report, check);
  if (result.fixed.length === 0) return { file, ...result };
  return (await written(file, { text: result.report.document.text, mark: read.mark })) ?? { file, ...result };
}

/** A text that is no file, under the name of one. `expected` where it has to be an endpoint config whatever the name. */
export function checkText(name: string, text: string, options: Omit<Options, "fix"> & { expected: boolean }): Checked {
  const expected = options.expected || isServingFile(name);
  return { file: name, report: lint(text, formatOf(name, text), { ...options, expected }), fixed: [] };
}

/** By the name; a name that says nothing leaves the first character, which starts every JSON object or list. */
function formatOf(file: string, text: string): Format {
  if (/\.ya?ml$/i.test(file)) return "yaml";
  if (/\.jsonc$/i.test(file)) return "jsonc";
  return /\.json$/i.test(file) || /^\s*[{[]/.test(text) ? "json" : "yaml";
}

/** All of it or nothing, keeping owner, mode and what a link points to. */
async function written(file: string, text: Text): Promise<Trouble | undefined> {
  try {
    // Replacing a file asks only its folder for permission.
    await access(file, constants.W_OK);
    await writeFileAtomic(file, encode(text));
    return undefined;
  } catch (error) {
    return troubleOf(error, "written");
  }
}
