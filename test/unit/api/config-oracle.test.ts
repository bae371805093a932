// The unified configuration beside the official SDK's: same host, same way to sign in, error or none. Where the two
// differ on purpose, the row says what is ours and why; a difference that has gone is a failure, too.
import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { Config } from "@databricks/sdk-experimental";
import { ApiError } from "../../../src/api/errors.ts";
import { type Explicit, loadConfig } from "../../../src/api/sign-in/config.ts";
import { signIn } from "../../../src/api/sign-in/credentials.ts";

interface Row {
  /** Text of `.databrickscfg` in the home folder. */
  readonly file?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly explicit?: Explicit;
  /** Which command line tools are on the PATH. */
  readonly tools?: Tools;
  /** Host and way to sign in, or `error`; only where the SDK answers otherwise. */
  readonly ours?: string;
  readonly because?: string;
}

type Tools =
  | "none"
  | "databricks"
  | "databricks without sign-in"
  | "broken databricks"
  | "az"
  | "both"
  | "az after databricks";

const PAT = "[DEFAULT]\nhost = https://adb-1.net\ntoken = t1\n";
const TWO = `${PAT}[dev]\nhost = https://adb-2.net\ntoken = t2\n[m2m]\nhost = adb-3.net\nclient_id = i\nclient_secret = s\n`;
const AZURE = "https://adb-1.2.azuredatabricks.net";
const ENTRA = { ARM_CLIENT_ID: "i", ARM_CLIENT_SECRET: "s", ARM_TENANT_ID: "t" };

const GO = "as the Go SDK and with it the Databricks CLI do";
const PORT = "the SDK drops the port; a host behind a gateway or on this machine needs it";
const HTTP = "the SDK silently changes http to https; we name the mistake";

const rows: Readonly<Record<string, Row>> = {
  // Nothing, or half of something
  "nothing at all": {},
  "a host alone": { env: { DATABRICKS_HOST: "adb-1.net" } },
  "a token alone": { env: { DATABRICKS_TOKEN: "t" } },
  "an explicit host alone": { explicit: { host: "adb-1.net" } },
  "user and password without host": { env: { DATABRICKS_USERNAME: "u", DATABRICKS_PASSWORD: "p" } },
  "a user without password": { env: { DATABRICKS_HOST: "adb-1.net", DATABRICKS_USERNAME: "u" } },
  "a client id without secret": { env: { DATABRICKS_HOST: "adb-1.net", DATABRICKS_CLIENT_ID: "i" } },
  "client id and secret without host": { env: { DATABRICKS_CLIENT_ID: "i", DATABRICKS_CLIENT_SECRET: "s" } },
  "a file that does not exist": { env: { DATABRICKS_CONFIG_FILE: "/nowhere/cfg" } },

  // Environment and explicit values
  "host and token of the environment": { env: { DATABRICKS_HOST: "adb-1.net", DATABRICKS_TOKEN: "t" } },
  "an explicit host, a token of the environment": { explicit: { host: "adb-1.net" }, env: { DATABRICKS_TOKEN: "t" } },
  "explicit host and token": { explicit: { host: "adb-1.net", token: "t" } },
  "an explicit host wins over the environment": {
    explicit: { host: "adb-9.net" },
    env: { DATABRICKS_HOST: "adb-1.net", DATABRICKS_TOKEN: "t" },
  },
  "user and password": { env: { DATABRICKS_HOST: "adb-1.net", DATABRICKS_USERNAME: "u", DATABRICKS_PASSWORD: "p" } },
  "client id and secret": {
    env: { DATABRICKS_HOST: "adb-1.net", DATABRICKS_CLIENT_ID: "i", DATABRICKS_CLIENT_SECRET: "s" },
  },
  "explicit client id and secret": { explicit: { host: "adb-1.net", client_id: "i", client_secret: "s" } },
  "an empty token counts as none": {
    env: { DATABRICKS_HOST: "adb-1.net", DATABRICKS_TOKEN: "" },
    tools: "databricks",
  },
  "an empty token beside a client": {
    env: {
      DATABRICKS_HOST: "adb-1.net",
      DATABRICKS_TOKEN: "",
      DATABRICKS_CLIENT_ID: "i",
      DATABRICKS_CLIENT_SECRET: "s",
    },
    ours: "https://adb-1.net oauth-m2m",
    because: `an empty variable is none, ${GO}`,
  },
  "an empty host beside a file": {
    file: PAT,
    env: { DATABRICKS_HOST: "" },
    ours: "https://adb-1.net pat",
    because: `an empty variable is none, ${GO}`,
  },

  // Several at once
  "token and password": {
    env: { DATABRICKS_HOST: "adb-1.net", DATABRICKS_TOKEN: "t", DATABRICKS_USERNAME: "u", DATABRICKS_PASSWORD: "p" },
  },
  "token and client": {
    env: {
      DATABRICKS_HOST: "adb-1.net",
      DATABRICKS_TOKEN: "t",
      DATABRICKS_CLIENT_ID: "i",
      DATABRICKS_CLIENT_SECRET: "s",
    },
  },
  "token and a mere client id": {
    env: { DATABRICKS_HOST: "adb-1.net", DATABRICKS_TOKEN: "t", DATABRICKS_CLIENT_ID: "i" },
  },
  "token and Entra": { env: { DATABRICKS_HOST: AZURE, DATABRICKS_TOKEN: "t", ...ENTRA } },
  "token and an Azure resource": { explicit: { token: "t", azure_workspace_resource_id: "/sub/rg/ws" } },
  "user and an Azure resource": {
    explicit: { host: "x", azure_workspace_resource_id: "/sub/rg/ws" },
    env: { DATABRICKS_USERNAME: "u" },
  },
  "client and Entra": {
    env: { DATABRICKS_HOST: AZURE, DATABRICKS_CLIENT_ID: "i", DATABRICKS_CLIENT_SECRET: "s", ...ENTRA },
  },
  "token and Google": { env: { DATABRICKS_HOST: "adb-1.net", DATABRICKS_TOKEN: "t", GOOGLE_CREDENTIALS: "{}" } },
  "token of the environment, client of the profile": {
    file: TWO,
    env: { DATABRICKS_CONFIG_PROFILE: "m2m", DATABRICKS_TOKEN: "t" },
  },
  "user of the environment, token of the profile": {
    file: TWO,
    env: { DATABRICKS_CONFIG_PROFILE: "dev", DATABRICKS_USERNAME: "u" },
  },
  "token and metadata service": {
    env: {
      DATABRICKS_HOST: "adb-1.net",
      DATABRICKS_TOKEN: "t",
      DATABRICKS_METADATA_SERVICE_URL: "http://localhost:1/x",
    },
    ours: "error",
    because: `a metadata service is a family of its own, ${GO}`,
  },
  "token and a disabled managed identity": {
    env: { DATABRICKS_HOST: AZURE, DATABRICKS_TOKEN: "t", ARM_USE_MSI: "false" },
    ours: `${AZURE} pat`,
    because: `a boolean is read as one, ${GO}`,
  },

  // auth_type chooses
  "password chosen beside a token": {
    explicit: { auth_type: "basic" },
    env: { DATABRICKS_HOST: "adb-1.net", DATABRICKS_TOKEN: "t", DATABRICKS_USERNAME: "u", DATABRICKS_PASSWORD: "p" },
  },
  "token chosen beside a password": {
    env: {
      DATABRICKS_AUTH_TYPE: "pat",
      DATABRICKS_HOST: "adb-1.net",
      DATABRICKS_TOKEN: "t",
      DATABRICKS_USERNAME: "u",
      DATABRICKS_PASSWORD: "p",
    },
  },
  "a token chosen that is not there": {
    env: { DATABRICKS_AUTH_TYPE: "pat", DATABRICKS_HOST: "adb-1.net" },
    tools: "both",
  },
  "a way that does not exist": {
    env: { DATABRICKS_AUTH_TYPE: "magic", DATABRICKS_HOST: "adb-1.net", DATABRICKS_TOKEN: "t" },
  },
  "the CLI chosen beside a token": {
    env: { DATABRICKS_AUTH_TYPE: "databricks-cli", DATABRICKS_HOST: "adb-1.net", DATABRICKS_TOKEN: "t" },
    tools: "databricks",
  },
  "the CLI chosen and not installed": { env: { DATABRICKS_AUTH_TYPE: "databricks-cli", DATABRICKS_HOST: "adb-1.net" } },
  "Entra chosen on Azure": { env: { DATABRICKS_AUTH_TYPE: "azure-client-secret", DATABRICKS_HOST: AZURE, ...ENTRA } },
  "Entra chosen elsewhere": {
    env: { DATABRICKS_AUTH_TYPE: "azure-client-secret", DATABRICKS_HOST: "adb-1.net", ...ENTRA },
  },
  "the Azure CLI chosen past the Databricks CLI": {
    env: { DATABRICKS_AUTH_TYPE: "azure-cli", DATABRICKS_HOST: AZURE },
    tools: "both",
  },
  "auth_type in a profile": {
    file: "[both]\nhost = adb-1.net\ntoken = t\nclient_id = i\nclient_secret = s\nauth_type = oauth-m2m\n",
    env: { DATABRICKS_CONFIG_PROFILE: "both" },
  },
  "auth_type of the environment with the default profile": {
    file: PAT,
    env: { DATABRICKS_AUTH_TYPE: "pat" },
    ours: "https://adb-1.net pat",
    because: `a way to sign in alone does not stand in for a profile, ${GO}`,
  },

  // Profiles
  "the default profile": { file: PAT },
  "a default profile without host": { file: "[DEFAULT]\ntoken = t\n" },
  "an empty default profile": { file: "[DEFAULT]\n\n[dev]\nhost = adb-2.net\ntoken = t2\n" },
  "a profile of the environment": { file: TWO, env: { DATABRICKS_CONFIG_PROFILE: "dev" } },
  "an explicit profile": { file: TWO, explicit: { profile: "dev" } },
  "an explicit profile wins over the environment": {
    file: TWO,
    explicit: { profile: "m2m" },
    env: { DATABRICKS_CONFIG_PROFILE: "dev" },
  },
  "a profile that does not exist": { file: TWO, explicit: { profile: "prod" } },
  "a profile without a file": { explicit: { profile: "dev" } },
  "an empty profile, chosen": { file: "[dev]\n[other]\nhost = adb-1.net\n", explicit: { profile: "dev" } },
  "a profile with a dot in its name": {
    file: "[a.b.c]\nhost = adb-2.net\ntoken = t\n",
    explicit: { profile: "a.b.c" },
  },
  "a profile of a client": { file: TWO, explicit: { profile: "m2m" } },
  "a profile without host, host given": {
    file: "[nohost]\ntoken = t\n",
    explicit: { profile: "nohost", host: "adb-7.net" },
  },
  "a profile without host": { file: "[nohost]\ntoken = t\n", explicit: { profile: "nohost" } },
  "an explicit token wins over the profile's": { file: TWO, explicit: { profile: "dev", token: "t9" } },
  "a host of the environment wins over the profile's": {
    file: TWO,
    explicit: { profile: "dev" },
    env: { DATABRICKS_HOST: "adb-8.net" },
  },
  "a given host leaves the default profile alone": { file: PAT, explicit: { host: "adb-5.net" } },
  "a given token leaves the default profile alone": { file: PAT, env: { DATABRICKS_TOKEN: "t" } },
  "a file elsewhere": { env: { DATABRICKS_CONFIG_FILE: "~/other" }, file: TWO },
  "a file elsewhere, explicitly": { explicit: { config_file: "~/other" }, file: TWO },
  "a byte order mark": {
    file: `\uFEFF${PAT}`,
    ours: "https://adb-1.net pat",
    because: "the SDK takes the mark for a part of the header; Notepad writes it",
  },
  "Windows line ends": { file: PAT.replaceAll("\n", "\r\n") },
  "comments and spaces": { file: "# mine\n[DEFAULT]\n  host=adb-1.net\n; old\n  token =   t1\n" },
  "a profile that is no profile": { file: "just some text\n", explicit: { profile: "DEFAULT" } },
  "the file's own choice of a profile": {
    file: `[__settings__]\ndefault_profile = dev\n${TWO}`,
    ours: "https://adb-2.net pat",
    because: `\`databricks auth switch\` writes it, and the JavaScript SDK does not know it yet; ${GO}`,
  },
  "the file's own choice of a profile that is gone": {
    file: `[__settings__]\ndefault_profile = gone\n${PAT}`,
    ours: "error",
    because: `as the row above`,
  },
  "the tools' own section, as a profile": {
    file: `[__settings__]\ndefault_profile = dev\n${TWO}`,
    explicit: { profile: "__settings__" },
  },
  "a chosen profile wins over the file's own choice": {
    file: `[__settings__]\ndefault_profile = dev\n${TWO}`,
    explicit: { profile: "m2m" },
  },

  // Hosts
  "a host with scheme": { explicit: { host: "https://adb-1.net", token: "t" } },
  "a host with a slash": { explicit: { host: "https://adb-1.net/", token: "t" } },
  "a host with path and query": { explicit: { host: "https://adb-1.net/ml/endpoints?o=12#x", token: "t" } },
  "a host in capitals": { explicit: { host: "https://ADB-1.Net", token: "t" } },
  "a host with a port": {
    explicit: { host: "https://adb-1.net:8443", token: "t" },
    ours: "https://adb-1.net:8443 pat",
    because: PORT,
  },
  "plain http": { explicit: { host: "http://adb-1.net", token: "t" }, ours: "error", because: HTTP },
  "plain http on this machine": {
    explicit: { host: "http://127.0.0.1:8080", token: "t" },
    ours: "http://127.0.0.1:8080 pat",
    because: PORT,
  },
  "an account console": {
    explicit: { host: "https://accounts.cloud.databricks.com", token: "t" },
    ours: "error",
    because: "an account serves no endpoints: each call would fail with 404",
  },
  "a host that is no address": { explicit: { host: "two words", token: "t" } },

  // Command line tools
  "the Databricks CLI": { env: { DATABRICKS_HOST: "adb-1.net" }, tools: "databricks" },
  "the Databricks CLI for a profile with a host only": {
    file: "[dev]\nhost = adb-2.net\n",
    explicit: { profile: "dev" },
    tools: "databricks",
  },
  "the Databricks CLI named in a profile": {
    file: "[dev]\nhost = adb-2.net\nauth_type = databricks-cli\n",
    explicit: { profile: "dev" },
    tools: "databricks",
  },
  "a Databricks CLI that is not signed in": {
    env: { DATABRICKS_HOST: "adb-1.net" },
    tools: "databricks without sign-in",
  },
  "a Databricks CLI that fails": { env: { DATABRICKS_HOST: "adb-1.net" }, tools: "broken databricks" },
  "a Databricks CLI on no path": {
    env: { DATABRICKS_HOST: "adb-1.net", DATABRICKS_CLI_PATH: "/nowhere/databricks" },
    tools: "databricks",
  },
  "both tools on Azure": { env: { DATABRICKS_HOST: AZURE }, tools: "both" },
  "the Azure CLI where the Databricks CLI is not signed in": {
    env: { DATABRICKS_HOST: AZURE },
    tools: "az after databricks",
  },
  "the Azure CLI alone": { env: { DATABRICKS_HOST: AZURE }, tools: "az" },
  "the Azure CLI elsewhere": { env: { DATABRICKS_HOST: "adb-1.net" }, tools: "az" },
  "the Azure CLI in the cloud of the US government": {
    env: { DATABRICKS_HOST: "https://adb-1.2.databricks.azure.us" },
    tools: "az",
  },
  "neither tool on Azure": { env: { DATABRICKS_HOST: AZURE } },
  "Entra on Azure": { env: { DATABRICKS_HOST: AZURE, ...ENTRA } },
  "Entra on Azure, the Databricks CLI signed in": { env: { DATABRICKS_HOST: AZURE, ...ENTRA }, tools: "databricks" },
  "Entra elsewhere": { env: { DATABRICKS_HOST: "adb-1.net", ...ENTRA } },
  "Entra without tenant, the Azure CLI signed in": {
    env: { DATABRICKS_HOST: AZURE, ARM_CLIENT_ID: "i", ARM_CLIENT_SECRET: "s" },
    tools: "az",
  },
  "an Azure resource and a host": {
    explicit: { host: "https://adb-1.net", azure_workspace_resource_id: "/sub/rg/ws" },
    tools: "az",
    ours: "https://adb-1.net azure-cli",
    because: "the SDK asks Azure for the host although it is given, and takes Azure's; here the stand-in's",
  },
  "an Azure resource without host": {
    explicit: { azure_workspace_resource_id: "/sub/rg/ws" },
    tools: "az",
    ours: "error",
    because: "looking the host up would take a token of Azure's management to a third place; `host` is one line",
  },
  "an unreachable metadata service": {
    env: { DATABRICKS_HOST: AZURE, DATABRICKS_METADATA_SERVICE_URL: "http://localhost:1/x" },
    tools: "az",
    ours: `${AZURE} metadata-service`,
    because: "it is not supported, and saying so helps more than going on to another way",
  },
};

const home = mkdtempSync(join(tmpdir(), "oracle-"));
after(() => rmSync(home, { recursive: true }));
const binaries = makeTools();

const require = createRequire(import.meta.url);
const network: { fetch: unknown } = require("@databricks/sdk-experimental/dist/fetch.js");

test("there are enough rows", () => assert.ok(Object.keys(rows).length >= 60));

for (const [it, row] of Object.entries(rows))
  test(`${it}${row.because ? `: not as the SDK, ${row.because}` : ""}`, () => check(row));

async function check(row: Row): Promise<void> {
  for (const name of [".databrickscfg", "other"]) {
    if (row.file === undefined) rmSync(join(home, name), { force: true });
    else writeFileSync(join(home, name), row.file);
  }
  const env = { HOME: home, PATH: binaries[row.tools ?? "none"], ...row.env };
  const kept = process.env;
  try {
    // The SDK reads the home folder and the PATH from the process alone.
    process.env = env;
    const sdk = await theirs(row, env);
    const own = await ours(row, env);
    assert.equal(own, row.ours ?? sdk);
    if (row.ours !== undefined) assert.notEqual(sdk, row.ours, "the SDK does the same by now");
  } finally {
    process.env = kept;
  }
}

async function ours({ explicit = {} }: Row, env: Record<string, string>): Promise<string> {
  try {
    const config = await loadConfig({ explicit, env });
    const [only, ...others] = config.methods;
    // What is certain needs no token; a command line tool shows only when it is asked.
    if (others.length === 0 && only !== "databricks-cli" && only !== "azure-cli") return `${config.host} ${only}`;
    const credentials = signIn(config, { env, fetch: () => assert.fail("went to the network") });
    await credentials.token().catch((error: unknown) => {
      if (credentials.method() === undefined || config.methods.length === 1) throw error;
    });
    return `${config.host} ${credentials.method()}`;
  } catch (error) {
    if (error instanceof ApiError) return "error";
    throw error;
  }
}

async function theirs({ explicit = {} }: Row, env: Record<string, string>): Promise<string> {
  network.fetch = standIn;
  const camel = Object.entries(explicit).map(([name, value]) => [
    name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    value,
  ]);
  const config = new Config({ ...Object.fromEntries(camel), env });
  try {
    await config.ensureResolved();
    // Resolves the way to sign in, and for some ways signs in.
    await (config as unknown as { configureCredentialProvider(): Promise<void> }).configureCredentialProvider();
    return `${config.host} ${config.authType}`;
  } catch (error) {
    assert.ok(error instanceof Error);
    return "error";
  }
}

/** The network as the SDK sees it: discovery works, and nobody listens on this machine. */
async function standIn(url: string | URL): Promise<unknown> {
  const { hostname, origin, pathname } = new URL(url);
  if (hostname === "localhost") throw Object.assign(new Error("nobody there"), { cause: { code: "ECONNREFUSED" } });
  const known: Record<string, unknown> = {
    "/oidc/.well-known/oauth-authorization-server": {
      authorization_endpoint: `${origin}/oidc/v1/authorize`,
      token_endpoint: `${origin}/oidc/v1/token`,
    },
    "/sub/rg/ws": { properties: { workspaceUrl: "found.net" } },
  };
  assert.ok(known[pathname], String(url));
  return { status: 200, ok: true, json: async () => known[pathname] };
}

function makeTools(): Record<Tools, string> {
  const expiry = new Date(Date.now() + 3_600_000).toISOString();
  const databricks = `if [ "$1" = version ]; then echo 0.230.0; else echo '{"access_token":"c","expiry":"${expiry}"}'; fi`;
  const az = `echo '{"accessToken":"a","expiresOn":"2099-01-01 00:00:00.000000"}'`;
  const unknown = `if [ "$1" = version ]; then echo 0.230.0; else echo 'Error: databricks OAuth is not configured' >&2; exit 1; fi`;
  const broken = `if [ "$1" = version ]; then echo 0.230.0; else echo 'Error: refresh token is invalid' >&2; exit 1; fi`;
  const folders: Record<Tools, Readonly<Record<string, string>>> = {
    none: {},
    databricks: { databricks },
    "databricks without sign-in": { databricks: unknown },
    "broken databricks": { databricks: broken },
    az: { az },
    both: { databricks, az },
    "az after databricks": { databricks: unknown, az },
  };
  const made = Object.entries(folders).map(([name, scripts]) => {
    const folder = join(home, "bin", name.replaceAll(" ", "-"));
    mkdirSync(folder, { recursive: true });
    for (const [program, script] of Object.entries(scripts)) {
      writeFileSync(join(folder, program), `#!/bin/sh\n${script}\n`);
      chmodSync(join(folder, program), 0o755);
    }
    return [name, folder];
  });
  return Object.fromEntries(made);
}
