// The file of profiles as people and the service's own tools write it.
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type TestContext, test } from "node:test";
import { Misconfigured } from "../../../../src/api/errors.ts";
import {
  parseProfileFile,
  profilePath,
  readProfileFile,
  type Section,
} from "../../../../src/api/sign-in/profile-file.ts";

/** The sections of a text, and which one it prefers. */
function check(text: string, sections: Readonly<Record<string, Section>>, preferred?: string): void {
  const file = parseProfileFile(text, "/cfg");
  assert.deepEqual(Object.fromEntries(file.sections), sections);
  assert.equal(file.preferred, preferred);
}

const dev = { host: "https://adb-1.net", token: "dapi1" };

test("a profile is a section of keys and values", () => {
  check("[dev]\nhost = https://adb-1.net\ntoken = dapi1\n", { dev });
});

test("comments, blank lines, a byte order mark and Windows line ends do not matter", () => {
  check("\uFEFF; mine\r\n\r\n[dev]\r\n# here\r\n  host=https://adb-1.net # the old one\r\n  token = dapi1\r\n", {
    dev,
  });
});

test("a comment needs a space before it", () => {
  check("[dev]\ntoken = a#b;c\n", { dev: { token: "a#b;c" } });
});

test("a name may hold dots", () => check("[adb.dev]\nhost = x\n", { "adb.dev": { host: "x" } }));

test("what stands before the first header belongs to DEFAULT", () => {
  check("host = x\n[DEFAULT]\ntoken = y\n", { DEFAULT: { host: "x", token: "y" } });
});

test("an empty section is no profile", () => check("[DEFAULT]\n\n[dev]\nhost = x", { dev: { host: "x" } }));

test("the tools' own section is no profile, but says which one is preferred", () => {
  check("[__settings__]\ndefault_profile = dev\n[dev]\nhost = x", { dev: { host: "x" } }, "dev");
});

test("any text at all is read", () => check("[[\n=\n[__proto__]\nhost = x\n[a", { DEFAULT: { "[[": "true" } }));

async function folder(t: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "profiles-"));
  t.after(() => rm(path, { recursive: true }));
  return path;
}

test("the file is the one the environment names, else the one in the home folder", () => {
  const home = { HOME: "/home/me", USERPROFILE: "/home/me" };
  assert.equal(profilePath(home), join("/home/me", ".databrickscfg"));
  assert.equal(profilePath({ ...home, DATABRICKS_CONFIG_FILE: "" }), join("/home/me", ".databrickscfg"));
  assert.equal(profilePath({ ...home, DATABRICKS_CONFIG_FILE: "/etc/dbx" }), resolve("/etc/dbx"));
  assert.equal(profilePath({ ...home, DATABRICKS_CONFIG_FILE: "~/dbx" }), join("/home/me", "dbx"));
});

test("a file is read; one that does not exist holds no profile", async (t) => {
  const path = join(await folder(t), "cfg");
  assert.equal((await readProfileFile(path)).sections.size, 0);
  await writeFile(path, "[dev]\nhost = x");
  assert.deepEqual((await readProfileFile(path)).sections.get("dev"), { host: "x" });
});

test("a file that cannot be read is an error that names it", async (t) => {
  const path = await folder(t);
  await assert.rejects(readProfileFile(path), (error) => {
    assert.ok(error instanceof Misconfigured);
    assert.equal(error.message, `The profiles in \`${path}\` cannot be read (EISDIR)`);
    return true;
  });
});
