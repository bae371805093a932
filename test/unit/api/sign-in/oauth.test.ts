// Service principals: the client credentials grant, against a server that a test has made.
import assert from "node:assert/strict";
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { type TestContext, test } from "node:test";
import { inspect } from "node:util";
import { ApiError, NotSignedIn, Refused, Unreachable, Unreadable } from "../../../../src/api/errors.ts";
import { resolveConfig } from "../../../../src/api/sign-in/config.ts";
import { signIn } from "../../../../src/api/sign-in/credentials.ts";
import { entraToken } from "../../../../src/api/sign-in/oauth.ts";
import { parseProfileFile } from "../../../../src/api/sign-in/profile-file.ts";

const SECRET = "client secret: canary/+";
const DISCOVERY = "/oidc/.well-known/oauth-authorization-server";

interface Asked {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

type Answer = (response: ServerResponse, asked: Asked) => void;

/** A workspace that answers discovery as the real one, and its token endpoint with `answer`. */
async function workspace(t: TestContext, answer: Answer, discovery?: Answer) {
  const asked: Asked[] = [];
  const server = createServer(async (request: IncomingMessage, response) => {
    let body = "";
    for await (const piece of request) body += piece;
    const one = { path: request.url ?? "", authorization: request.headers.authorization, body };
    asked.push(one);
    if (one.path !== DISCOVERY) return answer(response, one);
    if (discovery !== undefined) return discovery(response, one);
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ issuer: `${url}/oidc`, token_endpoint: `${url}/oidc/v1/token` }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  assert.ok(address !== null && typeof address === "object");
  const url = `http://127.0.0.1:${address.port}`;
  const explicit = { host: url, client_id: "me:id", client_secret: SECRET };
  const config = resolveConfig({ explicit }, parseProfileFile("", "/cfg"));
  return { url, asked, credentials: signIn(config, { fetch, env: {} }) };
}

function json(status: number, value: unknown): Answer {
  return (response) => {
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
  };
}

/** The error a sign-in ends with; the client's secret is in no part of it. */
async function check(
  token: Promise<string>,
  kind: abstract new (...args: never[]) => ApiError,
  message: RegExp,
): Promise<void> {
  await assert.rejects(token, (error) => {
    assert.ok(error instanceof kind, String(error));
    assert.match(error.message, message);
    const told = inspect(error, { depth: 9, showHidden: true });
    for (const form of [SECRET, encodeURIComponent(SECRET), "canary"]) assert.ok(!told.includes(form), told);
    return true;
  });
}

test("a workspace's token is asked for where the workspace says, with the secret in the header", async (t) => {
  const { credentials, asked } = await workspace(
    t,
    json(200, { access_token: "a", token_type: "Bearer", expires_in: 3600 }),
  );
  assert.equal(await credentials.token(), "a");
  const [discovery, grant] = asked;
  assert.deepEqual([discovery?.path, discovery?.authorization], [DISCOVERY, undefined]);
  assert.equal(grant?.path, "/oidc/v1/token");
  assert.deepEqual(Object.fromEntries(new URLSearchParams(grant?.body)), {
    grant_type: "client_credentials",
    scope: "all-apis",
  });
  // RFC 6749, section 2.3.1: both parts are form-encoded before they are joined.
  const basic = Buffer.from(grant?.authorization?.replace("Basic ", "") ?? "", "base64").toString();
  assert.deepEqual(
    basic.split(":").map((part) => new URLSearchParams(`x=${part}`).get("x")),
    ["me:id", SECRET],
  );
});

test("a token is kept until shortly before its end, and asked for once by all who wait", async (t) => {
  let count = 0;
  const answer: Answer = (response, asked) => {
    count += 1;
    json(200, { access_token: `a${count}`, token_type: "bearer", expires_in: count === 1 ? 3600 : 30 })(
      response,
      asked,
    );
  };
  const { credentials } = await workspace(t, answer);
  const together = await Promise.all([credentials.token(), credentials.token(), credentials.token()]);
  assert.deepEqual([...together, await credentials.token()], ["a1", "a1", "a1", "a1"]);
  credentials.renew?.("somebody else's");
  assert.equal(await credentials.token(), "a1");
  credentials.renew?.("a1");
  assert.deepEqual([await credentials.token(), await credentials.token()], ["a2", "a3"]);
});

test("after a failure the next one who asks is answered anew", async (t) => {
  const answers = [json(503, {}), json(200, { access_token: "a", token_type: "bearer" })];
  const { credentials } = await workspace(t, (response, asked) => answers.shift()?.(response, asked));
  await check(credentials.token(), Refused, /503/);
  assert.equal(await credentials.token(), "a");
});

const refusals: [string, Answer, abstract new (...args: never[]) => ApiError, RegExp][] = [
  [
    "does not know the client",
    json(401, { error: "invalid_client", error_description: SECRET }),
    NotSignedIn,
    /not accepted \(401 invalid_client\)/,
  ],
  [
    "says so with 400",
    json(400, { error: "invalid_client", error_description: "no" }),
    NotSignedIn,
    /not accepted \(400 invalid_client\)/,
  ],
  [
    "does not know the scope",
    json(400, { error: "invalid_scope", error_description: "no" }),
    Refused,
    /\(400 invalid_scope\)/,
  ],
  [
    "echoes the header",
    (response, { authorization }) =>
      json(401, { message: authorization })(response, { path: "", authorization, body: "" }),
    NotSignedIn,
    /401/,
  ],
  ["answers with something else", json(200, { token: SECRET }), Unreadable, /something other than a token/],
  [
    "answers with a page",
    (response) => void response.writeHead(200, { "content-type": "text/html" }).end(SECRET),
    Unreadable,
    /A web page/,
  ],
  [
    "redirects",
    (response) => void response.writeHead(302, { location: "http://127.0.0.1:1/" }).end(),
    Unreadable,
    /redirect/,
  ],
  ["hangs up", (response) => void response.destroy(), Unreachable, /closed the connection/],
];
for (const [what, answer, kind, message] of refusals) {
  test(`a token endpoint that ${what} is told, without the secret`, async (t) => {
    await check((await workspace(t, answer)).credentials.token(), kind, message);
  });
}

test("a secret travels to no token endpoint without https", async (t) => {
  const discovery = json(200, { token_endpoint: "http://elsewhere.example/token" });
  const { credentials, asked } = await workspace(t, () => assert.fail("asked"), discovery);
  await check(credentials.token(), ApiError, /must not travel to `http:\/\/elsewhere.example`/);
  assert.equal(asked.length, 1);
});

test("a host without discovery is told as such", async (t) => {
  const { credentials } = await workspace(t, () => assert.fail("asked"), json(200, {}));
  await check(credentials.token(), Unreadable, /does not say where it hands out tokens/);
});

test("Microsoft Entra is asked for a resource, with the secret in the body, and may count in texts", async (t) => {
  const { url, asked } = await workspace(t, json(200, { access_token: "e", token_type: "Bearer", expires_in: "3599" }));
  const token = await entraToken(`${url}/`, "tenant/x", { id: "me", secret: SECRET }, "databricks", fetch);
  assert.equal(token.secret, "e");
  assert.ok(Number(token.expires) > Date.now() + 3_000_000);
  assert.equal(asked[0]?.path, "/tenant%2Fx/oauth2/token");
  assert.deepEqual(Object.fromEntries(new URLSearchParams(asked[0]?.body)), {
    client_id: "me",
    client_secret: SECRET,
    grant_type: "client_credentials",
    resource: "databricks",
  });
});
