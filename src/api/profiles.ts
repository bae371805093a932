// Reads connection profiles from the file that the service's own tools share (`~/.databrickscfg`). For now a profile is
// a host and a personal access token; every other way to sign in is reported as a problem, not guessed at. Format:
// https://docs.databricks.com/dev-tools/auth/config-profiles and databricks-sdk-go, config/config_file.go.
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { parse } from "ini";
import { Misconfigured } from "./errors.ts";
import { readHost } from "./host.ts";

export interface Profile {
  readonly name: string;
  /** Scheme, host and port, no trailing slash. */
  readonly host: string;
  readonly token: string;
  readonly workspaceId?: string;
}

export interface Profiles {
  /** Which profile is meant where none is named; it need not exist. */
  readonly preferred: string;
  readonly profiles: readonly Profile[];
  /** Sections that cannot be used, each with the reason. One does not spoil the others. */
  readonly problems: readonly { readonly profile: string; readonly message: string }[];
}

/** Where the profiles are: `DATABRICKS_CONFIG_FILE`, else `.databrickscfg` in the home folder. */
export function profilesFile(env: Readonly<Record<string, string | undefined>>, home = homedir()): string {
  const named = env.DATABRICKS_CONFIG_FILE;
  if (!named) return join(home, ".databrickscfg");
  return named.startsWith("~/") ? join(home, named.slice(2)) : named;
}

/**
 * The profiles in `file`; throws `Misconfigured` where it cannot be read. A file that does not exist holds no profile.
 */
export async function readProfiles(file: string): Promise<Profiles> {
  try {
    return parseProfiles(await readFile(file, "utf8"));
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    if (code === "ENOENT") return parseProfiles("");
    const message = `The profiles in \`${file}\` cannot be read${code === undefined ? "" : ` (${code})`}`;
    throw new Misconfigured(message, file, "Check the file and its permissions", { cause });
  }
}

/** The profile of that name; throws `Misconfigured` with the reason where there is none to use. */
export function profileNamed(name: string, { profiles, problems }: Profiles): Profile {
  const profile = profiles.find((candidate) => candidate.name === name);
  if (profile !== undefined) return profile;
  const problem = problems.find((candidate) => candidate.profile === name);
  if (problem !== undefined)
    throw new Misconfigured(problem.message, name, "Correct the profile, or choose another one");
  const known = profiles.map((candidate) => `\`${candidate.name}\``).join(", ");
  const remedy = known === "" ? "Add a profile with a `host` and a `token`" : `Choose one of ${known}`;
  throw new Misconfigured(`There is no profile \`${name}\``, name, remedy);
}

/** The profiles in the text of such a file. Never throws: what cannot be used is among the problems. */
export function parseProfiles(text: string): Profiles {
  const profiles: Profile[] = [];
  const problems: { profile: string; message: string }[] = [];
  const { __settings__: settings, ...sections } = readSections(text);
  for (const [name, section] of Object.entries(sections)) {
    // The command line leaves an empty [DEFAULT] behind.
    if (Object.keys(section).length === 0) continue;
    const profile = readProfile(name, section);
    if (typeof profile === "string") problems.push({ profile: name, message: profile });
    else profiles.push(profile);
  }
  return { preferred: settings?.default_profile ?? "DEFAULT", profiles, problems };
}

type Section = Readonly<Record<string, string>>;

/**
 * The profile, or the sentence that says why it is none. Values of a section are not quoted: one of them may be a
 * token.
 */
function readProfile(name: string, { host, token, auth_type, workspace_id }: Section): Profile | string {
  if (!host) return `Profile \`${name}\` has no \`host\`; add the workspace's address`;
  if (auth_type && auth_type !== "pat") {
    return `Profile \`${name}\` signs in with \`${auth_type}\`, which is not supported; add a profile with a \`token\``;
  }
  if (!token) return `Profile \`${name}\` has no \`token\`; add a personal access token`;
  try {
    const { host: origin, workspaceId = workspace_id } = readHost(host);
    return { name, host: origin, token, ...(workspaceId ? { workspaceId } : {}) };
  } catch (error) {
    if (error instanceof Misconfigured) return `Profile \`${name}\`: ${error.message}. ${error.remedy}`;
    throw error;
  }
}

/** The library's sections as flat tables of text. Lines before the first header belong to DEFAULT. */
function readSections(text: string): Record<string, Section> {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const read: Record<string, unknown> = parse(["[DEFAULT]", ...lines.map(plain)].join("\n"));
  return Object.fromEntries(Object.entries(read).map(([name, section]) => [name, texts(section)]));
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
