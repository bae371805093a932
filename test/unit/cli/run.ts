// Runs the real command line in a folder of its own. It holds no expectation.
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

const CLI = fileURLToPath(new URL("../../../src/cli.ts", import.meta.url));

/** Where Node keeps compiled code by default: each call starts in half the time. */
const CACHE = join(tmpdir(), "node-compile-cache");

export interface Call {
  readonly args: readonly string[];
  readonly files?: Readonly<Record<string, File>>;
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  /** Nobody reads what it prints. */
  readonly deaf?: boolean;
}

type File = string | Uint8Array | { readonly link: string } | { readonly contents: string; readonly mode: number };

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `look` may look at the folder before it goes. */
export async function run(call: Call, look: (folder: string) => Promise<void> = async () => {}): Promise<Ran> {
  const folder = await mkdtemp(join(tmpdir(), "model-serving-cli-"));
  try {
    await write(folder, call.files ?? {});
    const ran = await ranIn(folder, call);
    await look(folder);
    return ran;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function write(folder: string, files: NonNullable<Call["files"]>): Promise<void> {
  for (const [name, file] of Object.entries(files)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    if (typeof file === "string" || file instanceof Uint8Array) await writeFile(path, file);
    else if ("link" in file) await symlink(file.link, path);
    else await writeFile(path, file.contents, { mode: file.mode });
  }
}

async function ranIn(cwd: string, { args, input = "", env = {}, deaf = false }: Call): Promise<Ran> {
  const child = spawn(process.execPath, [CLI, ...args], { cwd, env: { NODE_COMPILE_CACHE: CACHE, ...env } });
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (deaf) child.stdout.destroy();
  // A command that reads no input may be gone before all of it is written.
  child.stdin.on("error", () => child.stdin.destroy());
  child.stdin.end(input);
  const [stdout, stderr] = await Promise.all([deaf ? "" : text(child.stdout), text(child.stderr)]);
  return { code: await exited, stdout, stderr };
}

/** The contents of a file as they are, byte order mark included. */
export async function contents(folder: string, file: string): Promise<string> {
  return (await readFile(join(folder, file))).toString("utf8");
}

/** An endpoint of two wines; each part can be replaced by a mistake. */
export function wine(parts: { red?: string; white?: string; routes?: readonly string[]; more?: string } = {}): string {
  const {
    red = 'name: red, entity_name: cellar.wine.red, entity_version: "1"',
    white = 'name: white, entity_name: cellar.wine.white, entity_version: "1"',
    routes = ["served_entity_name: red, traffic_percentage: 90", "served_entity_name: white, traffic_percentage: 10"],
    more = "",
  } = parts;
  return `name: wine
config:
  served_entities:
    - { ${red}, workload_size: Small, scale_to_zero_enabled: true }
    - { ${white}, workload_size: Small, scale_to_zero_enabled: true }
  traffic_config:
    routes:
${routes.map((route) => `      - { ${route} }\n`).join("")}${more}`;
}

/** Its only finding is an error of `traffic-sums-to-100`, at 8:56. */
export const TOO_MUCH = wine({
  routes: ["served_entity_name: red, traffic_percentage: 90", "served_entity_name: white, traffic_percentage: 20"],
});

/** Its only finding is a warning of `unknown-field`, at 10:1, with a fix. */
export const MISSPELT = wine({ more: "descripton: two wines\n" });
