// Reads the file of connection profiles that the service's own tools share (`~/.databrickscfg`), as tables of text. It
// is never written to, and what its keys mean is config.ts's business. Format:
// https://docs.databricks.com/dev-tools/auth/config-profiles and databricks-sdk-go, config/config_file.go.
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { parse } from "ini";
import { Misconfigured } from "../errors.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** Keys and values of a profile as they are written. Some are secrets. */
export type Section = Readonly<Record<string, string>>;

export interface ProfileFile {
  readonly path: string;
  /** By name, in the file's order. Those without any key are left out. */
  readonly sections: ReadonlyMap<string, Section>;
  /** The profile meant where none is named, if the file says so: `databricks auth switch` writes it. */
  readonly preferred?: string;
}

/** Where tools keep their own settings; no profile. */
export const SETTINGS_SECTION = "__settings__";

/** Where the profiles are: `DATABRICKS_CONFIG_FILE`, else `.databrickscfg` in the home folder. */
export function profilePath(env: Environment): string {
  const home = (process.platform === "win32" ? env.USERPROFILE : env.HOME) || homedir();
  const named = env.DATABRICKS_CONFIG_FILE || "~/.databrickscfg";
  return named.startsWith("~") ? join(home, named.slice(1)) : resolve(named);
}

/** The profiles in `path`; throws `Misconfigured` where it cannot be read. A file that does not exist holds none. */
export async function readProfileFile(path: string): Promise<ProfileFile> {
  try {
    return parseProfileFile(await readFile(path, "utf8"), path);
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    if (code === "ENOENT") return { path, sections: new Map() };
    const message = `The profiles in \`${path}\` cannot be read${code === undefined ? "" : ` (${code})`}`;
    throw new Misconfigured(message, path, "Check the file and its permissions", { cause });
  }
}

/** Never throws: any text holds some profiles or none. */
export function parseProfileFile(text: string, path: string): ProfileFile {
  const all = readSections(text);
  const preferred = all.get(SETTINGS_SECTION)?.default_profile?.trim();
  // The command line leaves an empty [DEFAULT] behind.
  const sections = [...all].filter(([name, section]) => name !== SETTINGS_SECTION && Object.keys(section).length > 0);
  return { path, sections: new Map(sections), ...(preferred ? { preferred } : {}) };
}

/** The library's sections as flat tables of text. Lines before the first header belong to DEFAULT. */
function readSections(text: string): Map<string, Section> {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const read: Record<string, unknown> = parse(["[DEFAULT]", ...lines.map(plain)].join("\n"));
  return new Map(Object.entries(read).map(([name, section]) => [name, texts(section)]));
}

/**
 * A line as the service's tools read it, in the library's terms: there a dot in a header would nest sections, and a `#`
 * inside a value would begin a comment, which here needs a space before it.
 */
function plain(line: string): string {
  const trimmed = line.trim();
  if (trimmed.startsWith("[")) return trimmed.replaceAll(".", "\\.");
  return /^[#;]/.test(trimmed) ? "" : trimmed.replace(/(?<=\S)([#;])/g, "\\$1");
}

function texts(section: unknown): Section {
  if (typeof section !== "object" || section === null) return {};
  return Object.fromEntries(Object.entries(section).map(([key, value]) => [key, String(value)]));
}
