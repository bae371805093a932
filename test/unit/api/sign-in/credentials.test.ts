// Signing in each way, with tools that are real programs and servers that are real servers.
import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { inspect } from "node:util";
import { ApiError, Misconfigured } from "../../../../src/api/errors.ts";
import { CommandFailed, run } from "../../../../src/api/sign-in/command.ts";
import { type Explicit, resolveConfig } from "../../../../src/api/sign-in/config.ts";
import { type Credentials, signIn, typedToken } from "../../../../src/api/sign-in/credentials.ts";
import { parseProfileFile } from "../../../../src/api/sign-in/profile-file.ts";

const CANARY = "canary-in-the-error-stream";
const LATER = "2099-01-01T00:00:00Z";

/** Credentials of a configuration, on a machine with these programs (shell scripts), each of which notes its calls. */
async function machine(t: TestContext, programs: Readonly<Record<string, string>>, explicit: Explicit, file = "") {
  const folder = await mkdtemp(join(tmpdir(), "tools-"));
  t.after(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, "bin"));
  const calls = join(folder, "calls");
  await writeFile(calls, "");
  for (const [name, script] of Object.entries(programs)) {
    const path = join(folder, "bin", name);
    await writeFile(path, `#!/bin/sh\necho "${name} $*" >> ${calls}\n${script}\n`);
    await chmod(path, 0o755);
  }
  const env = { PATH: `${join(folder, "bin")}:/bin:/usr/bin`, HOME: folder, DATABRICKS_TOKEN: CANARY, EXTRA: CANARY };
  const config = resolveConfig({ explicit }, parseProfileFile(file, join(folder, "cfg")));
  const credentials = signIn(config, { env, fetch: () => assert.fail("went to the network") });
  return { credentials, calls: async () => (await readFile(calls, "utf8")).trimEnd().split("\n") };
}

/** The sentence and the way out that a sign-in ends with; whatever a tool printed is nowhere in it. */
async function check(credentials: Credentials, message: RegExp, remedy: RegExp): Promise<void> {
  await assert.rejects(credentials.token(), (error) => {
    assert.ok(error instanceof Misconfigured, String(error));
    assert.match(error.message, message);
    assert.match(error.remedy, remedy);
    assert.ok(!inspect(error, { depth: 9, showHidden: true }).includes(CANARY));
    return true;
  });
}

const given = (token: string, expiry = LATER) =>
  `echo '{"access_token":"${token}","token_type":"Bearer","expiry":"${expiry}"}'`;
const host = { host: "https://adb-1.net" };
const cli = { ...host, auth_type: "databricks-cli" };

test("the Databricks CLI is asked for a profile where the host is the profile's, else for the host", async (t) => {
  const file = "[dev]\nhost = adb-1.net\nauth_type = databricks-cli\n";
  const profile = await machine(t, { databricks: given("a") }, { profile: "dev" }, file);
  assert.equal(await profile.credentials.token(), "a");
  assert.deepEqual(await profile.calls(), ["databricks auth token --profile dev"]);
  const plain = await machine(t, { databricks: given("b") }, cli);
  assert.equal(await plain.credentials.token(), "b");
  assert.deepEqual(await plain.calls(), ["databricks auth token --host https://adb-1.net"]);
});

test("its token is kept until shortly before its end, and asked for once by all who wait", async (t) => {
  const { credentials, calls } = await machine(t, { databricks: given("a") }, cli);
  const tokens = await Promise.all([1, 2, 3].map(() => credentials.token()));
  assert.deepEqual([...tokens, await credentials.token()], ["a", "a", "a", "a"]);
  assert.equal((await calls()).length, 1);
  const soon = new Date(Date.now() + 30_000).toISOString();
  const short = await machine(t, { databricks: given("a", soon) }, cli);
  await short.credentials.token();
  await short.credentials.token();
  assert.equal((await short.calls()).length, 2);
});

test("a refused token is not asked for again: the CLI is to renew it, and an older CLI asked as before", async (t) => {
  const both = `case "$*" in *--force-refresh) ${given("new")};; *) ${given("old")};; esac`;
  const young = await machine(t, { databricks: both }, cli);
  young.credentials.renew?.(await young.credentials.token());
  assert.equal(await young.credentials.token(), "new");
  const old = await machine(
    t,
    { databricks: `case "$*" in *--force-refresh) exit 1;; *) ${given("old")};; esac` },
    cli,
  );
  old.credentials.renew?.(await old.credentials.token());
  assert.equal(await old.credentials.token(), "old");
  assert.equal((await old.calls()).length, 3);
});

test("a tool gets no secret of the environment, and runs in the home folder", async (t) => {
  const script = `if [ -n "$DATABRICKS_TOKEN$EXTRA" ] || [ -z "$HOME$PATH" ]; then exit 9; fi\n${given("a")}`;
  assert.equal(await (await machine(t, { databricks: script }, cli)).credentials.token(), "a");
});

test("a value with spaces and quotes is one argument, for no shell reads it", async (t) => {
  const file = "[$(touch x) 'a b']\nhost = adb-1.net\nauth_type = databricks-cli\n";
  const { credentials, calls } = await machine(t, { databricks: given("a") }, { profile: "$(touch x) 'a b'" }, file);
  await credentials.token();
  assert.deepEqual(await calls(), ["databricks auth token --profile $(touch x) 'a b'"]);
});

const failures: [string, Readonly<Record<string, string>>, Explicit, RegExp, RegExp][] = [
  ["is not installed", {}, cli, /^The Databricks CLI \(`databricks`\) is not there to be run$/, /Install it/],
  [
    "fails",
    { databricks: `echo "${CANARY}"; echo "${CANARY}" >&2; exit 3` },
    cli,
    /^The Databricks CLI gave no token for `--host https:\/\/adb-1.net` \(3\)$/,
    /^Run `databricks auth login --host https:\/\/adb-1.net` in a terminal/,
  ],
  ["prints no token", { databricks: `echo "${CANARY}"` }, cli, /something other than a token/, /Update it/],
  [
    "prints JSON without a token",
    { databricks: `echo '{"x":"${CANARY}"}'` },
    cli,
    /something other than a token/,
    /Update it/,
  ],
];
for (const [what, programs, explicit, message, remedy] of failures) {
  test(`a Databricks CLI that ${what} is told with its way out`, async (t) => {
    await check((await machine(t, programs, explicit)).credentials, message, remedy);
  });
}

test("a tool that does not come to an end is ended", async () => {
  const failed = (error: unknown) => error instanceof CommandFailed && error.reason === "late";
  await assert.rejects(run("sleep", ["60"], { PATH: process.env.PATH }, 0.05), failed);
});

const azure = { host: "https://adb-1.2.azuredatabricks.net" };

test("the Azure CLI is asked for Databricks, and for the tenant where one is configured", async (t) => {
  const az = `echo '{"accessToken":"z","expires_on":4070908800,"expiresOn":"2001-01-01 00:00:00.000000"}'`;
  const { credentials, calls } = await machine(t, { az }, { ...azure, auth_type: "azure-cli", azure_tenant_id: "t1" });
  assert.equal(await credentials.token(), "z");
  await credentials.token();
  assert.deepEqual(await calls(), [
    "az account get-access-token --resource 2ff814a6-3304-4ab8-85cb-cd0e6f879c1d --output json --tenant t1",
  ]);
  assert.equal(credentials.headers, undefined);
});

test("a configured Azure resource goes with the token, and so does a token for its management", async (t) => {
  const az = `echo '{"accessToken":"for '$4'","expires_on":4070908800}'`;
  const resource = { ...azure, auth_type: "azure-cli", azure_workspace_resource_id: "/subscriptions/s" };
  const { credentials } = await machine(t, { az }, resource);
  assert.deepEqual(await credentials.headers?.(), {
    "x-databricks-azure-sp-management-token": "for https://management.core.windows.net/",
    "x-databricks-azure-workspace-resource-id": "/subscriptions/s",
  });
});

test("a host alone is signed in to by the first tool that knows it", async (t) => {
  const unknown = `echo 'Error: databricks OAuth is not configured for this host' >&2; exit 1`;
  const az = `echo '{"accessToken":"z","expires_on":4070908800}'`;
  const second = await machine(t, { databricks: unknown, az }, azure);
  assert.equal(second.credentials.method(), undefined);
  const tokens = await Promise.all([second.credentials.token(), second.credentials.token()]);
  assert.deepEqual([...tokens, second.credentials.method()], ["z", "z", "azure-cli"]);
  assert.equal((await second.calls()).length, 2);
  const none = await machine(t, {}, azure);
  await check(
    none.credentials,
    /^Nothing on this machine is signed in to https:\/\/adb-1\.2/,
    /databricks auth login --host/,
  );
});

test("a tool that fails is not passed over", async (t) => {
  const az = `echo '{"accessToken":"z","expires_on":4070908800}'`;
  const { credentials } = await machine(t, { databricks: "exit 1", az }, azure);
  await check(credentials, /The Databricks CLI gave no token/, /databricks auth login/);
});

test("a way that is not supported says which are", async (t) => {
  const { credentials } = await machine(t, {}, { ...host, username: "u", password: CANARY });
  assert.equal(credentials.method(), "basic");
  await check(credentials, /^Signing in with `basic` is not supported$/, /`pat`, `oauth-m2m`, `databricks-cli`/);
});

test("a token that was typed is read from its store each time, until it is removed", async () => {
  const store = new Map([["host", "dapi1"]]);
  const credentials = typedToken(async () => store.get("host"));
  assert.equal(await credentials.token(), "dapi1");
  store.clear();
  await assert.rejects(credentials.token(), (error) => error instanceof ApiError && error.actions[0] === "sign-in");
});
