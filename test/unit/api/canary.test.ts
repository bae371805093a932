// A token that is planted wherever a connection may get one from, and looked for wherever it must not turn up: errors
// with all their properties, what is copied from them, and what the doctor says.
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { inspect } from "node:util";
import { connect } from "../../../src/api/client.ts";
import { examine, rendered } from "../../../src/api/doctor.ts";
import { ApiError } from "../../../src/api/errors.ts";
import { type Explicit, listProfiles, resolveConfig } from "../../../src/api/sign-in/config.ts";
import { signIn, typedToken } from "../../../src/api/sign-in/credentials.ts";
import { parseProfileFile } from "../../../src/api/sign-in/profile-file.ts";
import { collect } from "../../contract/emulator.ts";
import { rawServer, type Script, status } from "../../contract/raw-server.ts";

const CANARY = "dapi-canary-4f1d";

/** Whatever somebody could see of `thing`. */
function check(thing: unknown): void {
  const shown = [inspect(thing, { depth: 20, showHidden: true }), JSON.stringify(thing), String(thing)];
  if (thing instanceof ApiError) shown.push(thing.details, thing.remedy);
  for (const text of shown) assert.ok(!text?.includes(CANARY), text);
}

/** Answers that give back everything they were sent. */
const echoes: Readonly<Record<string, Script>> = {
  "an error that echoes the header": (response, { headers }) => {
    response.writeHead(403).end(JSON.stringify({ error_code: "PERMISSION_DENIED", message: headers.authorization }));
  },
  "a page that echoes the header": (response, { headers }) => {
    response.writeHead(500, { "content-type": "text/html" }).end(`<pre>${headers.authorization}</pre>`);
  },
  "a broken answer that echoes the header": (response, { headers }) => {
    response.writeHead(200, { "content-type": "application/json" }).end(`{"a": "${headers.authorization}`);
  },
  "a redirect that echoes the header": (response, { headers }) => {
    response.writeHead(302, { location: `http://127.0.0.1:1/?t=${headers.authorization}` }).end();
  },
  "a header that echoes the header": (response, { headers }) => {
    response.writeHead(400, { "x-request-id": String(headers.authorization) }).end("{}");
  },
  "a connection that breaks": (response) => void response.destroy(),
};

async function errors(t: TestContext, script: Script): Promise<unknown[]> {
  const { url } = await rawServer(t, script);
  const api = connect({ host: url, token: async () => CANARY, fetch, pause: async () => {} });
  const calls = [api.list(), api.create({ name: "x" }), api.me(), collect(api.query({ endpoint: "x" }, {}))];
  const settled = await Promise.allSettled(calls);
  // What a model answers is the user's own, whatever it is.
  return settled.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
}

for (const [what, script] of Object.entries(echoes)) {
  test(`${what} shows no token`, async (t) => {
    const all = await errors(t, script);
    assert.ok(all.length >= 3);
    for (const error of all) check(error);
  });
}

test("a token that cannot be sent is not shown", async (t) => {
  const { url } = await rawServer(t, status(200));
  for (const token of [`${CANARY}\n`, `${CANARY} ü`]) {
    const error = await connect({ host: url, token: async () => token, fetch })
      .list()
      .catch((reason: unknown) => reason);
    check(error);
  }
});

const places: Readonly<Record<string, Explicit>> = {
  "a token": { token: CANARY },
  "a password": { username: "u", password: CANARY },
  "a client secret": { client_id: "i", client_secret: CANARY },
  "a secret of Entra": { azure_client_id: "i", azure_client_secret: CANARY, azure_tenant_id: "t" },
  "a token beside a secret": { token: CANARY, client_secret: CANARY },
};
for (const [what, values] of Object.entries(places)) {
  test(`${what} in a profile or in the environment is in no choice, error or finding`, async (t) => {
    const { url } = await rawServer(t, status(401, {}, JSON.stringify({ message: CANARY })));
    const keys = Object.entries({ host: url, ...values });
    const file = parseProfileFile(`[p]\n${keys.map(([key, value]) => `${key} = ${value}`).join("\n")}`, "/cfg");
    check(listProfiles(file));
    const config = async () => resolveConfig({ explicit: { profile: "p" } }, file);
    const checks = await examine({ config, signIn: (it) => signIn(it, { fetch, env: {} }), fetch, proxy: undefined });
    check(checks);
    check(rendered(checks));
    check(await config().catch((error: unknown) => error));
  });
}

test("a typed token is in no finding", async (t) => {
  const { url } = await rawServer(t, status(401, {}, CANARY));
  const config = async () =>
    resolveConfig({ explicit: { host: url, auth_type: "databricks-cli" } }, parseProfileFile("", ""));
  const checks = await examine({ config, signIn: () => typedToken(async () => CANARY), fetch, proxy: undefined });
  assert.ok(checks.some(({ verdict }) => verdict === "bad"));
  check(rendered(checks));
});
