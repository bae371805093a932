// Custom models: MLflow's input formats in, `predictions` out, one per row.
// https://docs.databricks.com/machine-learning/model-serving/score-custom-model-endpoints
import { seen } from "../messages.ts";
import type { Question, Reply } from "./answers.ts";
import { fraction } from "./text.ts";

const INPUTS = ["dataframe_records", "dataframe_split", "inputs", "instances"] as const;

interface Table {
  rows: readonly unknown[];
  /** Names of the inputs, where the format has such. */
  columns: readonly string[] | undefined;
}

/** A canned text stands in for each prediction. */
export function custom({ servedEntity, features, settings, body }: Question): Reply {
  const { rows, columns } = typeof body === "string" ? csv(body) : tableOf(body);
  enforce(settings.columns, columns);
  const predictions = rows.map((row) => ({
    served_entity: servedEntity,
    prediction: settings.answer ?? fraction(`${servedEntity}\n${JSON.stringify(row)}`),
  }));
  return { json: features ? { outputs: predictions } : { predictions }, tokens: 0 };
}

/** As MLflow enforces a model's signature; types are not looked at. */
function enforce(signature: Readonly<Record<string, string>> = {}, columns: readonly string[] | undefined): void {
  const wanted = Object.keys(signature);
  if (columns === undefined || wanted.length === 0) return;
  const missing = wanted.filter((name) => !columns.includes(name));
  const extra = columns.filter((name) => !wanted.includes(name));
  if (missing.length > 0) throw seen.missingInputs(missing, extra);
}

function tableOf(body: Readonly<Record<string, unknown>>): Table {
  const given = INPUTS.filter((key) => key in body);
  const [format] = given;
  if (format === undefined || given.length > 1) throw seen.wrongInput(given);
  const input = body[format];
  switch (format) {
    case "dataframe_split":
      return split(input);
    case "dataframe_records":
      if (!Array.isArray(input)) throw seen.badDataframe(format);
      return { rows: input, columns: keysOf(input[0]) };
    default:
      return { rows: Array.isArray(input) ? input : [input], columns: keysOf(Array.isArray(input) ? input[0] : input) };
  }
}

function split(input: unknown): Table {
  const { data, columns } =
    typeof input === "object" && input !== null ? (input as Partial<Record<string, unknown>>) : {};
  if (!Array.isArray(data)) throw seen.badDataframe("dataframe_split");
  return { rows: data, columns: Array.isArray(columns) ? columns.map(String) : undefined };
}

function keysOf(row: unknown): string[] | undefined {
  return typeof row === "object" && row !== null && !Array.isArray(row) ? Object.keys(row) : undefined;
}

/** The first line names the columns. Fields may be quoted, and hold line breaks then. */
function csv(text: string): Table {
  const [header, ...rows] = linesOf(text).map((line) => line.match(/("(?:[^"]|"")*"|[^,])+|(?<=^|,)(?=,|$)/g) ?? []);
  if (header === undefined) throw seen.badCsv();
  return { rows, columns: header.map((name) => name.replace(/^"(.*)"$/s, "$1").replaceAll('""', '"')) };
}

function linesOf(text: string): string[] {
  return (text.match(/(?:"[^"]*"|[^"\r\n])+/g) ?? []).filter((line) => line.trim() !== "");
}
