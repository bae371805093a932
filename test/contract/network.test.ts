// The command line's way to the network, with a real proxy and a private certificate authority.

import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, type TestContext, test } from "node:test";
import tls from "node:tls";
import { fileURLToPath } from "node:url";
import { connect } from "../../src/api/client.ts";
import { Unreachable } from "../../src/api/errors.ts";
import { openNetwork } from "../../src/cli/network.ts";
import { collect, emulator } from "./emulator.ts";
import { forwardProxy, freePort, ownProxy } from "./forward-proxy.ts";

const TOKEN = "dapi-secret-of-this-test";
/** A name, because this machine's own addresses never go through a proxy. */
const NAME = hostname();
const folder = mkdtempSync(join(tmpdir(), "network-"));
const trusted = tls.getCACertificates("default");
let server: Server;
let host: string;
let authority: string;

before(async () => {
  authority = makeCertificates();
  const options = { key: readFileSync(join(folder, "key.pem")), cert: readFileSync(join(folder, "cert.pem")) };
  server = createServer(options, (request, response) => {
    request.resume();
    const name = request.url?.endsWith("/Me") ? { userName: "me@example.com" } : { endpoints: [], predictions: [1] };
    const known = request.headers.authorization === `Bearer ${TOKEN}`;
    response
      .writeHead(known ? 200 : 401, { "content-type": "application/json" })
      .end(JSON.stringify(known ? name : {}));
  }).listen(0);
  await once(server, "listening");
  const address = server.address();
  assert.ok(address !== null && typeof address === "object");
  host = `https://${NAME}:${address.port}`;
});

after(() => {
  server.close();
  server.closeAllConnections();
  rmSync(folder, { recursive: true });
});

/** A certificate for this machine's name, by an authority that nobody knows. */
function makeCertificates(): string {
  const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: folder, stdio: "ignore" });
  writeFileSync(join(folder, "ext"), `subjectAltName=DNS:${NAME}`);
  openssl(
    "req",
    "-x509",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-keyout",
    "ca.key",
    "-out",
    "ca.pem",
    "-subj",
    "/CN=Private",
  );
  openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "csr", "-subj", `/CN=${NAME}`);
  openssl("x509", "-req", "-in", "csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-out", "cert.pem", "-extfile", "ext");
  return readFileSync(join(folder, "ca.pem"), "utf8");
}

/** A client with the environment's network; the private authority is trusted where a test says so. */
function client(t: TestContext, env: Record<string, string>, trusting = true) {
  tls.setDefaultCACertificates(trusting ? [...trusted, authority] : [...trusted]);
  const network = openNetwork(env);
  t.after(() => network.close());
  return connect({ host, token: async () => TOKEN, fetch: network.fetch, pause: async () => {} });
}

async function check(call: Promise<unknown>, obstacle: string, message: RegExp): Promise<void> {
  await assert.rejects(call, (error) => {
    assert.ok(error instanceof Unreachable, String(error));
    assert.equal(error.obstacle, obstacle);
    assert.match(error.message, message);
    return true;
  });
}

test("a certificate of an unknown authority is refused, with the way to trust it", async (t) => {
  const list = client(t, {}, false).list();
  await check(list, "certificate", /signed by an authority that this machine does not trust \(\w+\)$/);
  await assert.rejects(list, (error) => error instanceof Unreachable && /NODE_EXTRA_CA_CERTS/.test(error.remedy));
});

test("once the authority is trusted, the host is", async (t) => {
  assert.deepEqual(await client(t, {}).list(), []);
});

test("reads and queries go through the proxy of the environment", async (t) => {
  const proxy = await forwardProxy(t);
  const api = client(t, { HTTPS_PROXY: proxy.url });
  assert.deepEqual(await api.list(), []);
  const [, data] = await collect(api.query({ endpoint: "wine" }, { inputs: [1] }));
  assert.ok(data?.kind === "data" && data.text.includes("predictions"));
  assert.deepEqual([...new Set(proxy.connects)], [new URL(host).host]);
});

test("hosts that the environment excepts do not", async (t) => {
  const proxy = await forwardProxy(t);
  await client(t, { https_proxy: proxy.url, no_proxy: `example.com,${NAME}` }).list();
  assert.deepEqual(proxy.connects, []);
});

test("this machine's own addresses never go through it", async (t) => {
  const proxy = await ownProxy(t);
  const { url, token } = await emulator(t);
  const { fetch, close } = openNetwork({ http_proxy: proxy.url });
  t.after(close);
  assert.deepEqual(await connect({ host: url, token: async () => token, fetch }).list(), []);
  assert.deepEqual(proxy.connects, []);
});

test("a proxy that does not let one through is told from a host that is away", async (t) => {
  const proxy = await ownProxy(t, 407);
  await check(client(t, { HTTPS_PROXY: proxy.url }).list(), "proxy", /^The proxy did not let the connection to/);
});

test("a proxy that is away is told from a host that is", async (t) => {
  const list = client(t, { HTTPS_PROXY: `127.0.0.1:${await freePort()}` }).list();
  await check(list, "refused", /^The proxy at port \d+, which leads to .*, refused the connection \(ECONNREFUSED\)$/);
});

test("the doctor sees proxy and certificate, and keeps the secrets to itself", async (t) => {
  const proxy = await forwardProxy(t);
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    DATABRICKS_HOST: host,
    DATABRICKS_TOKEN: TOKEN,
    HTTPS_PROXY: proxy.url.replace("//", "//user:hush@"),
    NODE_EXTRA_CA_CERTS: join(folder, "ca.pem"),
  };
  const { code, stdout, stderr } = await doctor(env);
  assert.equal(stderr, "");
  const checks: { title: string; verdict: string; text: string }[] = JSON.parse(stdout);
  const found = Object.fromEntries(checks.map(({ title, verdict, text }) => [title, `${verdict}: ${text}`]));
  assert.deepEqual(
    { code, proxy: found.Proxy, certificate: found.Certificate, who: found["Signed in as"], list: found.Endpoints },
    {
      code: 0,
      proxy: `unknown: ${proxy.url}`,
      certificate: "good: trusted",
      who: "good: me@example.com",
      list: "good: may be listed; there are 0",
    },
  );
  assert.ok(!stdout.includes(TOKEN) && !stdout.includes("hush"));
  assert.ok(proxy.connects.length > 0);
});

test("the doctor says what to do where the certificate is not trusted", async () => {
  const { code, stdout } = await doctor({ HOME: folder, DATABRICKS_HOST: host, DATABRICKS_TOKEN: TOKEN });
  const certificate = JSON.parse(stdout).find(({ title }: { title: string }) => title === "Certificate");
  assert.deepEqual([code, certificate.verdict], [1, "bad"]);
  assert.match(certificate.remedy, /NODE_EXTRA_CA_CERTS/);
});

function doctor(env: NodeJS.ProcessEnv): Promise<{ code: number; stdout: string; stderr: string }> {
  const cli = fileURLToPath(new URL("../../src/cli.ts", import.meta.url));
  return new Promise((resolve) => {
    execFile(process.execPath, [cli, "doctor", "--format", "json"], { env }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}
