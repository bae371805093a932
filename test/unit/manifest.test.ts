// Holds package.json against the code: what it contributes exists, and what exists is contributed.
import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const { commands, menus, configuration, viewsWelcome, views, jsonValidation } = manifest.contributes;
const ids: string[] = commands.map(({ command }: { command: string }) => command);

/** Every `id: "modelServing.…"` with the title that follows, as the command files have them. */
function commandsInCode(): Map<string, string> {
  const files = globSync("src/editor/commands/*.ts", { cwd: root });
  const found = files.flatMap((file) => [
    ...readFileSync(join(root, file), "utf8").matchAll(/id: "(modelServing\.\w+)",\s+title: "([^"]+)"/g),
  ]);
  return new Map(found.map(([, id = "", title = ""]) => [id, title]));
}

describe("package.json", () => {
  test("contributes each command of the code under its title, and no other", () => {
    const contributed = new Map(
      commands.map(({ command, title }: { command: string; title: string }) => [command, title]),
    );
    assert.deepEqual([...commandsInCode()].toSorted(), [...contributed].toSorted());
  });

  test("puts every command into the category Model Serving", () => {
    for (const { command, category } of commands) assert.equal(category, "Model Serving", command);
  });

  test("names only commands and views that exist in menus and welcome texts", () => {
    const named = Object.values<{ command: string }[]>(menus)
      .flat()
      .map(({ command }) => command);
    const welcomed = viewsWelcome.flatMap(({ contents }: { contents: string }) =>
      [...contents.matchAll(/command:(modelServing\.\w+)/g)].map(([, id]) => id),
    );
    assert.deepEqual(
      [...named, ...welcomed].filter((id) => !ids.includes(id)),
      [],
    );
    const viewIds = Object.values<{ id: string }[]>(views)
      .flat()
      .map(({ id }) => id);
    assert.deepEqual(
      viewsWelcome.map(({ view }: { view: string }) => view).filter((view: string) => !viewIds.includes(view)),
      [],
    );
  });

  test("lets no workspace decide where a token goes", () => {
    const deciding = Object.entries<{ scope?: string }>(configuration.properties).filter(([id]) =>
      /profile|host|path/i.test(id),
    );
    assert.ok(deciding.length > 0);
    for (const [id, { scope }] of deciding) assert.equal(scope, "machine", id);
  });

  test("refers only to files that are there", () => {
    const files = [manifest.icon, ...jsonValidation.map(({ url }: { url: string }) => url)];
    assert.deepEqual(
      files.filter((file) => !existsSync(join(root, file))),
      [],
    );
  });

  test("uses no proposed API", () => assert.equal(manifest.enabledApiProposals, undefined));

  test("names every runtime dependency in CONTRIBUTING.md", () => {
    const contributing = readFileSync(join(root, "CONTRIBUTING.md"), "utf8");
    const unnamed = Object.keys(manifest.dependencies).filter((name) => !contributing.includes(`\`${name}\``));
    assert.deepEqual(unnamed, []);
  });
});
