// What the doctor says of connections that work and of those that do not.
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { type Check, examine, rendered } from "../../../src/api/doctor.ts";
import { type Explicit, resolveConfig } from "../../../src/api/sign-in/config.ts";
import { signIn } from "../../../src/api/sign-in/credentials.ts";
import { parseProfileFile } from "../../../src/api/sign-in/profile-file.ts";
import { emulator, wine } from "../../contract/emulator.ts";
import { rawServer, status } from "../../contract/raw-server.ts";

function examined(explicit: Explicit, proxy?: string): Promise<Check[]> {
  const config = async () => resolveConfig({ explicit }, parseProfileFile("", "/cfg"));
  return examine({ config, signIn: (it) => signIn(it, { fetch, env: {} }), fetch, proxy });
}

/** Title and verdict of each finding, in short; the texts that are named match. */
function check(checks: readonly Check[], verdicts: string, texts: Readonly<Record<string, RegExp>>): void {
  assert.equal(checks.map(({ title, verdict }) => `${title} ${verdict}`).join(", "), verdicts);
  for (const [title, expected] of Object.entries(texts)) {
    const found = checks.find((candidate) => candidate.title === title);
    assert.match(`${found?.text}. ${found?.remedy ?? ""}`, expected);
  }
}

const KNOWN = "Profile unknown, Host unknown, Ways to sign in unknown, Proxy unknown";

async function local(t: TestContext) {
  return emulator(t, { seed: { endpoints: [wine()] } });
}

test("a connection that works is all good", async (t) => {
  const { url, token } = await local(t);
  const checks = await examined({ host: url, token }, "http://proxy:3128");
  check(
    checks,
    `${KNOWN}, Connection good, Certificate unknown, Clock good, Sign-in good, Signed in as good, Endpoints good`,
    {
      Host: /^http:\/\/127\.0\.0\.1:\d+ \(given explicitly\)/,
      Proxy: /^http:\/\/proxy:3128/,
      Connection: /^answers in \d+ ms/,
      Endpoints: /^may be listed; there is 1/,
    },
  );
  assert.ok(rendered(checks).includes("\n✓ Endpoints        may be listed; there is 1\n"));
});

test("a token that is refused is told, and what to do", async (t) => {
  const { url } = await local(t);
  const found = "Connection good, Certificate unknown, Clock good, Sign-in good, Signed in as bad, Endpoints bad";
  check(await examined({ host: url, token: "wrong" }), `${KNOWN}, ${found}`, {
    Endpoints: /not accepted.*Sign in again/,
  });
});

test("a host that does not say who one is may be used all the same", async (t) => {
  const { url } = await rawServer(t, status(401), status(404), status(200, {}, '{"endpoints":[]}'));
  const found = "Connection good, Certificate unknown, Clock good, Sign-in good, Signed in as unknown, Endpoints good";
  check(await examined({ host: url, token: "t" }), `${KNOWN}, ${found}`, {});
});

test("a clock that is wrong is told in seconds", async (t) => {
  const date = new Date(Date.now() - 600_000).toUTCString();
  const { url } = await rawServer(t, status(401, { date }));
  const found = "Connection good, Certificate unknown, Clock bad, Sign-in good";
  check(await examined({ host: url, token: "t" }), `${KNOWN}, ${found}`, {
    Clock: /^(?:599|600|601) s ahead of the host's\. Set this/,
  });
});

test("a host that is away ends the examination, but not before the sign-in", async () => {
  const checks = await examined({ host: "https://nobody.invalid", token: "t" });
  check(checks, `${KNOWN}, Connection bad, Sign-in good`, {
    Connection: /is not known here.*Check how the host is written/,
  });
});

test("a configuration that cannot be is the only finding", async () => {
  check(await examined({}), "Configuration bad", {
    Configuration: /^No workspace is configured\. Run `databricks auth login`/,
  });
});
