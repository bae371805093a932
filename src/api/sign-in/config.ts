// Unified configuration: which host, and which way to sign in, follow from explicit values, the environment and a
// profile. It gives the answer of the official tools and asks for no token itself. Source: databricks-sdk-go,
// config/config.go, config_attributes.go, config_file.go and auth_default.go; where the official JavaScript SDK answers
// otherwise, test/unit/api/config-oracle.test.ts says so and why.

import { Misconfigured } from "../errors.ts";
import { readHost } from "../host.ts";
import { ATTRIBUTES, type AttributeName, type Family } from "./attributes.ts";
import { type Method, methodsFor } from "./methods.ts";
import { type Environment, type ProfileFile, profilePath, readProfileFile, SETTINGS_SECTION } from "./profile-file.ts";

export type Explicit = Readonly<Partial<Record<AttributeName, string>>>;

export interface Config {
  /** Scheme, host and port, no trailing slash. */
  readonly host: string;
  readonly workspaceId?: string;
  /** The profile that was read, if any. */
  readonly profile?: string;
  /** The file that profiles come from. */
  readonly file: string;
  /**
   * Ways to sign in, in the order they are tried. More than one only where nothing but a host is configured, and it has
   * to be seen which command line tool is signed in.
   */
  readonly methods: readonly Method[];
  /** A function, so that no copy or log of a config holds a secret. */
  readonly value: (name: AttributeName) => string | undefined;
  /** Where a value comes from, in words: a setting, an environment variable, a profile. */
  readonly origin: (name: AttributeName) => string | undefined;
}

/** Explicit values win over the environment, the environment over the profile. Empty texts count as absent. */
export interface Sources {
  readonly explicit?: Explicit;
  readonly env?: Environment;
}

/** Reads the file that the sources name, and resolves. Throws `Misconfigured`. */
export async function loadConfig(sources: Sources): Promise<Config> {
  const { explicit = {}, env = {} } = sources;
  const path = profilePath(explicit.config_file ? { ...env, DATABRICKS_CONFIG_FILE: explicit.config_file } : env);
  return resolveConfig(sources, await readProfileFile(path));
}

/** Throws `Misconfigured` with the way out. */
export function resolveConfig({ explicit = {}, env = {} }: Sources, file: ProfileFile): Config {
  const found: Found = new Map();
  for (const { name } of ATTRIBUTES) fill(found, name, explicit[name], "given explicitly");
  for (const { name, env: variable = "" } of ATTRIBUTES)
    fill(found, name, env[variable], `environment variable ${variable}`);
  const value = (name: AttributeName) => found.get(name)?.value;
  const origin = (name: AttributeName) => found.get(name)?.origin;

  const profile = profileToRead(value, file);
  const section = profile === undefined ? undefined : file.sections.get(profile);
  for (const { name } of ATTRIBUTES) fill(found, name, section?.[name], originOf(profile));
  refuseSeveralFamilies(found);
  const written = value("host");
  if (written === undefined) throw noHost(profile, file);
  const where = profile === undefined ? "the connection" : `profile \`${profile}\``;
  const { host, workspaceId = value("workspace_id") } = hostOf(written, where);
  return {
    host,
    ...(workspaceId === undefined ? {} : { workspaceId }),
    ...(profile === undefined ? {} : { profile }),
    file: file.path,
    methods: methodsFor(value, host, where),
    value,
    origin,
  };
}

export interface ListedProfile {
  readonly name: string;
  readonly host?: string;
  /** The first way to sign in that will be tried. */
  readonly method?: Method;
  /** Why it cannot be used; a sentence with its way out. */
  readonly problem?: string;
}

/** Every profile of a file as a choice, the preferred one first; one that cannot be used does not spoil the others. */
export function listProfiles(file: ProfileFile): ListedProfile[] {
  const names = [...file.sections.keys()];
  const first = file.preferred ?? "DEFAULT";
  return names.toSorted((a, b) => Number(b === first) - Number(a === first)).map((name) => listed(name, file));
}

function listed(name: string, file: ProfileFile): ListedProfile {
  try {
    const { host, methods } = resolveConfig({ explicit: { profile: name } }, file);
    return { name, host, ...(methods[0] === undefined ? {} : { method: methods[0] }) };
  } catch (error) {
    if (error instanceof Misconfigured) return { name, problem: `${error.message}. ${error.remedy}` };
    throw error;
  }
}

type Found = Map<AttributeName, { readonly value: string; readonly origin: string }>;

/** What was found first stays; an empty text is nothing. */
function fill(found: Found, name: AttributeName, value: string | undefined, origin: string): void {
  if (value && !found.has(name)) found.set(name, { value, origin });
}

/** The origin, in words, of what a profile says. */
export function originOf(profile: string | undefined): string {
  return `profile ${profile}`;
}

/** For values whose presence made a way to sign in possible. */
export function needed(config: Config, name: AttributeName): string {
  const value = config.value(name);
  if (value !== undefined) return value;
  throw new Misconfigured(`\`${name}\` is missing`, name, "Add it to the profile");
}

type Value = (name: AttributeName) => string | undefined;

/** The profile to take the missing values from; none where the given ones are a configuration of their own. */
function profileToRead(value: Value, { sections, preferred, path }: ProfileFile): string | undefined {
  const named = value("profile");
  const complete = ATTRIBUTES.some(({ name, family }) => family !== undefined && isSet(name, value(name)));
  if (named === undefined && (complete || value("host") !== undefined)) return undefined;
  const wanted = named ?? preferred;
  if (wanted === undefined) return sections.has("DEFAULT") ? "DEFAULT" : undefined;
  if (sections.has(wanted)) return wanted;
  const known = [...sections.keys()].map((name) => `\`${name}\``).join(", ");
  const remedy = known === "" ? "Make one with `databricks configure`" : `Choose one of ${known}`;
  const message =
    wanted === SETTINGS_SECTION
      ? `\`${SETTINGS_SECTION}\` is no profile`
      : `There is no profile \`${wanted}\` in \`${path}\``;
  throw new Misconfigured(message, wanted, remedy);
}

function refuseSeveralFamilies(found: Found): void {
  if (found.has("auth_type")) return;
  const used = new Map<Family, string>();
  for (const { name, family } of ATTRIBUTES) {
    const { value, origin } = found.get(name) ?? {};
    if (family !== undefined && isSet(name, value) && !used.has(family)) used.set(family, `\`${name}\` of ${origin}`);
  }
  if (used.size <= 1) return;
  const told = [...used].toSorted().map(([family, from]) => `${family} (${from})`);
  throw new Misconfigured(
    `More than one authorization method configured: ${told.join(" and ")}`,
    "configuration",
    "Keep one of them, or name the one to use as `auth_type`",
  );
}

/** Booleans are written out, and `false` is as good as absent. */
function isSet(name: AttributeName, value: string | undefined): boolean {
  return value !== undefined && !(name === "azure_use_msi" && /^(?:false|f|0)$/i.test(value));
}

function noHost(profile: string | undefined, { sections }: ProfileFile): Misconfigured {
  if (profile !== undefined)
    return new Misconfigured(`Profile \`${profile}\` has no \`host\``, profile, "Add the workspace's address to it");
  const known = [...sections.keys()].map((name) => `\`${name}\``).join(", ");
  const choice = known === "" ? "Run `databricks auth login`" : `Choose a profile, one of ${known}`;
  return new Misconfigured("No workspace is configured", "host", `${choice}, or set \`DATABRICKS_HOST\``);
}

function hostOf(written: string, where: string): ReturnType<typeof readHost> {
  try {
    const read = readHost(written);
    if (/^https:\/\/accounts\./.test(read.host))
      throw new Misconfigured(`\`${read.host}\` is an account console, which serves nothing`, "host", NO_ACCOUNT);
    return read;
  } catch (error) {
    if (error instanceof Misconfigured)
      throw new Misconfigured(`${sentence(where)}: ${error.message}`, "host", error.remedy);
    throw error;
  }
}

const NO_ACCOUNT = "Give the address of a workspace";

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
