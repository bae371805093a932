// What follows from explicit values, the environment and a profile, and what is said where nothing does. That the answers
// are the official ones is for config-oracle.test.ts to show.
import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { Misconfigured } from "../../../../src/api/errors.ts";
import { type Explicit, listProfiles, resolveConfig } from "../../../../src/api/sign-in/config.ts";
import { type Environment, parseProfileFile } from "../../../../src/api/sign-in/profile-file.ts";

interface Sources {
  file?: string;
  env?: Environment;
  explicit?: Explicit;
}

function resolved({ file = "", ...sources }: Sources) {
  return resolveConfig(sources, parseProfileFile(file, "/cfg"));
}

/** The sentence and the way out where there is no configuration. */
function check(sources: Sources, message: RegExp, remedy: RegExp): void {
  assert.throws(
    () => resolved(sources),
    (error) => {
      assert.ok(error instanceof Misconfigured, String(error));
      assert.match(error.message, message);
      assert.match(error.remedy, remedy);
      return true;
    },
  );
}

const file = "[dev]\nhost = https://adb-1.net/?o=12\ntoken = dapi-canary\n[u2m]\nhost = adb-2.azuredatabricks.net\n";

test("a profile gives host, workspace and way to sign in, and each value knows where it is from", () => {
  const config = resolved({ file, explicit: { profile: "dev" }, env: { DATABRICKS_ACCOUNT_ID: "a" } });
  const { host, workspaceId, profile, methods, value, origin } = config;
  assert.deepEqual([host, workspaceId, profile, methods], ["https://adb-1.net", "12", "dev", ["pat"]]);
  assert.deepEqual(
    [origin("profile"), origin("account_id"), origin("token"), origin("username")],
    ["given explicitly", "environment variable DATABRICKS_ACCOUNT_ID", "profile dev", undefined],
  );
  assert.equal(value("token"), "dapi-canary");
});

test("a configuration that is logged or copied shows no secret", () => {
  const config = resolved({ file, explicit: { profile: "dev" } });
  assert.ok(!`${JSON.stringify(config)}${inspect(config, { depth: 9, showHidden: true })}`.includes("dapi-canary"));
});

test("a host alone is tried with every tool that may know it", () => {
  assert.deepEqual(resolved({ file, explicit: { profile: "u2m" } }).methods, ["databricks-cli", "azure-cli"]);
});

test("a workspace id may be given by its own key", () => {
  assert.equal(resolved({ env: { DATABRICKS_HOST: "x", DATABRICKS_WORKSPACE_ID: "7" } }).workspaceId, "7");
});

const wrong: [string, Sources, RegExp, RegExp][] = [
  [
    "nothing, with profiles to choose from",
    { file },
    /^No workspace is configured$/,
    /one of `dev`, `u2m`, or set `DATABRICKS_HOST`/,
  ],
  ["nothing at all", {}, /^No workspace is configured$/, /databricks auth login/],
  [
    "an unknown profile",
    { file, explicit: { profile: "prod" } },
    /no profile `prod` in `\/cfg`/,
    /^Choose one of `dev`, `u2m`$/,
  ],
  [
    "a profile without host",
    { file: "[x]\ntoken = t", explicit: { profile: "x" } },
    /^Profile `x` has no `host`$/,
    /address/,
  ],
  [
    "a host for the token to leak to",
    { file: "[x]\nhost = http://x", explicit: { profile: "x" } },
    /^Profile `x`: A token must/,
    /https/,
  ],
  ["an account", { explicit: { host: "accounts.cloud.databricks.com" } }, /account console/, /address of a workspace/],
  [
    "two families, and where each comes from",
    { file, explicit: { profile: "dev" }, env: { ARM_CLIENT_ID: "i" } },
    /^More than one authorization method configured: azure \(`azure_client_id` of environment variable ARM_CLIENT_ID\) and pat \(`token` of profile dev\)$/,
    /`auth_type`/,
  ],
  [
    "an unknown way",
    { explicit: { host: "x", auth_type: "magic" } },
    /no `auth_type` named `magic`/,
    /`pat`, `basic`, `oauth-m2m`/,
  ],
  [
    "a way that lacks something",
    { explicit: { host: "x", auth_type: "pat" } },
    /`auth_type` is `pat`/,
    /^It needs a `token`$/,
  ],
];
for (const [what, sources, message, remedy] of wrong)
  test(`${what} is told with its way out`, () => check(sources, message, remedy));

test("profiles are listed as choices, the preferred one first, with what is wrong with the others", () => {
  const broken = "[__settings__]\ndefault_profile = u2m\n[bad]\ntoken = t\n";
  assert.deepEqual(listProfiles(parseProfileFile(broken + file, "/cfg")), [
    { name: "u2m", host: "https://adb-2.azuredatabricks.net", method: "databricks-cli" },
    { name: "bad", problem: "Profile `bad` has no `host`. Add the workspace's address to it" },
    { name: "dev", host: "https://adb-1.net", method: "pat" },
  ]);
});
