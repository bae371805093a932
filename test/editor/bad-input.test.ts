// What goes wrong around a config: each ends in a clear message, and nothing is lost.
import assert from "node:assert/strict";
import * as vscode from "vscode";
import { connectedTo, door, expectProblems, open, run, until } from "./support.ts";

const CONFIG = JSON.stringify({
  name: "sturdy",
  config: {
    served_entities: [
      {
        name: "only",
        entity_name: "catalog.schema.model",
        entity_version: "1",
        workload_size: "Small",
        scale_to_zero_enabled: true,
      },
    ],
  },
});

/** Runs a command and expects it to say this. */
async function expectFailure(command: string, target: vscode.Uri, message: RegExp): Promise<void> {
  const outcome = await run(command, target);
  assert.equal(outcome.kind, "failed");
  assert.match("message" in outcome ? outcome.message : "", message);
}

suite("bad input", () => {
  test("an empty file says what belongs into it", async () => {
    const document = await open("empty.serving.json", "");
    await expectProblems(document, [
      "Error syntax: The file is empty; an endpoint config starts with its `name` and `config`",
    ]);
    await expectFailure("deploy", document.uri, /^empty\.serving\.json holds no endpoint config: The file is empty/);
  });

  test("a binary file is refused in words", async () => {
    const uri = vscode.Uri.joinPath((await open("empty.serving.json")).uri, "..", "binary.serving.json");
    await vscode.workspace.fs.writeFile(
      uri,
      Uint8Array.from({ length: 4096 }, (_, i) => i % 7),
    );
    await expectFailure("deploy", uri, /^binary\.serving\.json (?:cannot be opened as text|holds no endpoint config)/);
  });

  test("a file of ten megabytes is checked like any other", async () => {
    const entities = Array.from({ length: 46_000 }, (_, i) => ({
      name: `entity-${i}`,
      entity_name: `catalog.schema.model-with-a-rather-long-name-${i}`,
      entity_version: "1",
      workload_size: "Small",
      scale_to_zero_enabled: i === 45_999 ? "perhaps" : true,
    }));
    const routes = entities.map(({ name }, i) => ({ served_entity_name: name, traffic_percentage: i === 0 ? 100 : 0 }));
    const text = JSON.stringify({ name: "large", config: { served_entities: entities, traffic_config: { routes } } });
    assert.ok(text.length > 10_000_000);
    const document = await open("large.serving.json", text);
    const codes = () =>
      vscode.languages.getDiagnostics(document.uri).map(({ code }) => (typeof code === "object" ? code.value : code));
    await until(() => codes().includes("value-type"), vscode.languages.onDidChangeDiagnostics);
    await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
  });

  test("a file that is deleted while it is open can still be deployed from the editor", async () => {
    const { emulator, api } = await connectedTo({});
    try {
      const document = await open("sturdy.serving.json", CONFIG);
      await vscode.workspace.fs.delete(document.uri);
      assert.deepEqual(await run("deploy", document.uri), { kind: "done" });
      assert.equal((await api.get("sturdy")).state.ready, "READY");
    } finally {
      await emulator.close();
    }
  });

  test("a service that goes away in mid-deploy is named, with what to do", async function () {
    // The watch puts up with about fifteen seconds of silence before it gives up.
    this.timeout(60_000);
    const { tree } = await door();
    const { emulator, api } = await connectedTo({ deploySeconds: 600 });
    const document = await open("sturdy.serving.json", CONFIG);
    const deploying = run("deploy", document.uri);
    await until(async () => (await api.list()).length > 0, tree.onDidChangeTreeData as vscode.Event<unknown>);
    await emulator.close();
    const outcome = await deploying;
    assert.equal(outcome.kind, "failed");
    assert.match(
      "message" in outcome ? outcome.message : "",
      /127\.0\.0\.1:\d+.*Check the host, the network and the proxy/,
    );
    assert.equal(document.getText(), CONFIG);
  });
});
