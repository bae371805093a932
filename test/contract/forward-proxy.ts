// A forward proxy for one test: tinyproxy, a real one that people run, where it is installed or can be, else a small one
// of our own. It notes whom it was asked to connect to.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { connect, createServer as createPlain } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { TestContext } from "node:test";

export interface ForwardProxy {
  readonly url: string;
  readonly kind: "tinyproxy" | "own";
  /** `host:port` of each CONNECT so far. */
  readonly connects: readonly string[];
}

export async function forwardProxy(t: TestContext): Promise<ForwardProxy> {
  return hasTinyproxy() ? tinyproxy(t) : ownProxy(t);
}

function hasTinyproxy(): boolean {
  if (runs("tinyproxy", ["-v"])) return true;
  return process.getuid?.() === 0 && runs("apt-get", ["install", "-y", "tinyproxy"]) && runs("tinyproxy", ["-v"]);
}

function runs(program: string, args: readonly string[]): boolean {
  try {
    execFileSync(program, args, { stdio: "ignore", timeout: 120_000 });
    return true;
  } catch {
    return false;
  }
}

async function tinyproxy(t: TestContext): Promise<ForwardProxy> {
  const folder = mkdtempSync(join(tmpdir(), "tinyproxy-"));
  const port = await freePort();
  const file = join(folder, "tinyproxy.conf");
  writeFileSync(file, `Port ${port}\nListen 127.0.0.1\nAllow 127.0.0.1\nLogLevel Info\nTimeout 60\n`);
  const proxy = spawn("tinyproxy", ["-d", "-c", file], { stdio: ["ignore", "pipe", "inherit"] });
  t.after(async () => {
    proxy.kill();
    if (proxy.exitCode === null) await once(proxy, "exit");
    rmSync(folder, { recursive: true });
  });
  const connects: string[] = [];
  await new Promise<void>((ready, fail) => {
    proxy.once("exit", () => fail(new Error("tinyproxy ended")));
    createInterface({ input: proxy.stdout }).on("line", (line) => {
      if (/Accepting connections/i.test(line)) ready();
      const [, whom] = /CONNECT (\S+) HTTP/.exec(line) ?? [];
      if (whom !== undefined) connects.push(whom);
    });
  });
  return { url: `http://127.0.0.1:${port}`, kind: "tinyproxy", connects };
}

/** `refuse` is a status to answer every CONNECT with. */
export async function ownProxy(t: TestContext, refuse?: number): Promise<ForwardProxy> {
  const connects: string[] = [];
  const server = createServer((_, response) => response.writeHead(405).end());
  server.on("connect", ({ url = "" }, client) => {
    connects.push(url);
    if (refuse !== undefined) {
      client.end(`HTTP/1.1 ${refuse} Refused\r\n\r\n`);
      return;
    }
    const { hostname, port } = new URL(`http://${url}`);
    const target = connect(Number(port || 443), hostname, () => {
      client.write("HTTP/1.1 200 Connected\r\n\r\n");
      client.pipe(target).pipe(client);
    });
    target.on("error", () => client.destroy());
    client.on("error", () => target.destroy());
    client.on("close", () => target.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { url: `http://127.0.0.1:${address.port}`, kind: "own", connects };
}

export async function freePort(): Promise<number> {
  const server = createPlain().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
