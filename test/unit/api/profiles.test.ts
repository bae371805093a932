// Profiles as people and the service's own tools write them.
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { Misconfigured } from "../../../src/api/errors.ts";
import { type Profiles, parseProfiles, profileNamed, profilesFile, readProfiles } from "../../../src/api/profiles.ts";

/** What a text holds; parts that are not named are empty. */
function check(text: string, expected: Partial<Profiles>): void {
  assert.deepEqual(parseProfiles(text), { preferred: "DEFAULT", profiles: [], problems: [], ...expected });
}

const dev = { name: "dev", host: "https://adb-1.net", token: "dapi1" };

test("a profile is a section with host and token", () => {
  check("[dev]\nhost = https://adb-1.net/\ntoken = dapi1\n", { profiles: [dev] });
});

test("comments, blank lines, a byte order mark and Windows line ends do not matter", () => {
  check("\uFEFF; mine\r\n\r\n[dev]\r\n# here\r\n  host=adb-1.net # the old one\r\n  token = dapi1\r\n", {
    profiles: [dev],
  });
});

test("a comment needs a space before it", () => {
  check("[dev]\nhost = adb-1.net\ntoken = a#b;c\n", { profiles: [{ ...dev, token: "a#b;c" }] });
});

test("a name may hold dots", () => {
  check("[adb.dev]\nhost = adb-1.net\ntoken = dapi1\n", { profiles: [{ ...dev, name: "adb.dev" }] });
});

test("DEFAULT is a profile, and what stands before the first header belongs to it", () => {
  check("host = adb-1.net\n[DEFAULT]\ntoken = dapi1\n", { profiles: [{ ...dev, name: "DEFAULT" }] });
});

test("an empty section is no profile and no problem", () => {
  check("[DEFAULT]\n\n[dev]\nhost = adb-1.net\ntoken = dapi1", { profiles: [dev] });
});

test("settings are no profile, but say which one is preferred", () => {
  check("[__settings__]\ndefault_profile = dev\n[dev]\nhost = adb-1.net\ntoken = dapi1", {
    preferred: "dev",
    profiles: [dev],
  });
});

test("a workspace is named by its key or in the address", () => {
  const [a, b] = ["1", "2"].map((workspaceId) => ({ ...dev, name: `w${workspaceId}`, workspaceId }));
  assert.ok(a && b);
  const text = "[w1]\nhost=adb-1.net\ntoken=dapi1\nworkspace_id=1\n[w2]\nhost=https://adb-1.net/?o=2\ntoken=dapi1";
  check(text, { profiles: [a, b] });
});

const problems: [string, string, string][] = [
  ["has no host", "token = dapi1", "Profile `dev` has no `host`; add the workspace's address"],
  ["has no token", "host = adb-1.net", "Profile `dev` has no `token`; add a personal access token"],
  [
    "signs in another way",
    "host = adb-1.net\nauth_type = databricks-cli",
    "Profile `dev` signs in with `databricks-cli`, which is not supported; add a profile with a `token`",
  ],
  [
    "would send its token in the open",
    "host = http://adb-1.net\ntoken = dapi1",
    "Profile `dev`: A token must not travel to `http://adb-1.net`. Use https; plain http is accepted only for 127.0.0.1, localhost and [::1]",
  ],
];
for (const [what, section, message] of problems) {
  test(`a profile that ${what} is a problem and does not spoil the others`, () => {
    const other = { ...dev, name: "other" };
    check(`[dev]\n${section}\n[other]\nhost = adb-1.net\ntoken = dapi1`, {
      profiles: [other],
      problems: [{ profile: "dev", message }],
    });
  });
}

test("a profile is found by name, and the reason told where it is not", () => {
  const profiles = parseProfiles("[dev]\nhost = adb-1.net\ntoken = dapi1\n[bare]\nhost = adb-1.net");
  assert.deepEqual(profileNamed("dev", profiles), dev);
  assert.throws(() => profileNamed("bare", profiles), /Profile `bare` has no `token`/);
  assert.throws(
    () => profileNamed("prod", profiles),
    (error) => error instanceof Misconfigured && error.remedy === "Choose one of `dev`",
  );
});

async function folder(t: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "profiles-"));
  t.after(() => rm(path, { recursive: true }));
  return path;
}

test("the file is the one the environment names, else the one in the home folder", () => {
  assert.equal(profilesFile({}, "/home/me"), join("/home/me", ".databrickscfg"));
  assert.equal(profilesFile({ DATABRICKS_CONFIG_FILE: "" }, "/home/me"), join("/home/me", ".databrickscfg"));
  assert.equal(profilesFile({ DATABRICKS_CONFIG_FILE: "/etc/dbx" }, "/home/me"), "/etc/dbx");
  assert.equal(profilesFile({ DATABRICKS_CONFIG_FILE: "~/dbx" }, "/home/me"), join("/home/me", "dbx"));
});

test("a file is read; one that does not exist holds no profile", async (t) => {
  const file = join(await folder(t), "cfg");
  assert.deepEqual((await readProfiles(file)).profiles, []);
  await writeFile(file, "[dev]\nhost = adb-1.net\ntoken = dapi1");
  assert.deepEqual((await readProfiles(file)).profiles, [dev]);
});

test("a file that cannot be read is an error that names it", async (t) => {
  const path = await folder(t);
  await assert.rejects(readProfiles(path), (error) => {
    assert.ok(error instanceof Misconfigured);
    assert.equal(error.message, `The profiles in \`${path}\` cannot be read (EISDIR)`);
    return true;
  });
});
