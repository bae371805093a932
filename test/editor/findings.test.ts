// Findings in the editor: each once, in every format, with their fixes, and never for a text that is no more.
import assert from "node:assert/strict";
import * as vscode from "vscode";
import { applyFix, expectProblems, open, replaceText, until } from "./support.ts";

const YAML = `name: multi-model # the A/B test
config:
  served_entities:
    - { name: current, entity_name: catalog.schema.model-A, entity_version: "1", workload_size: Small, scale_to_zero_enabled: true }
    - { name: challenger, entity_name: catalog.schema.model-B, entity_version: "1", workload_size: Small, scale_to_zero_enabled: true }
  traffic_config:
    routes:
      - { served_entity_name: current, traffic_percentage: 90 }
      - { served_entity_name: challenger, traffic_percentage: 20 }
`;

/** The same as JSON with a comment, for both JSON formats. */
const JSONC = `// the A/B test
{
  "name": "multi-model",
  "config": {
    "served_entities": [
      { "name": "current", "entity_name": "catalog.schema.model-A", "entity_version": "1", "workload_size": "Small", "scale_to_zero_enabled": true },
      { "name": "challenger", "entity_name": "catalog.schema.model-B", "entity_version": "1", "workload_size": "Small", "scale_to_zero_enabled": true }
    ],
    "traffic_config": {
      "routes": [
        { "served_entity_name": "current", "traffic_percentage": 90 },
        { "served_entity_name": "challenger", "traffic_percentage": 20 }
      ]
    }
  }
}
`;

const SUM = "Error traffic-sums-to-100: Traffic adds up to 110, not 100; 10 too many";

suite("findings in the editor", () => {
  for (const [file, text] of [
    ["fixes.serving.yml", YAML],
    ["fixes.serving.jsonc", JSONC],
  ] as const) {
    test(`a quick fix in ${file} changes one number and leaves the comment`, async () => {
      const document = await open(file, text);
      await expectProblems(document, [SUM]);
      await applyFix(document, "90", "Change `current` to 80");
      assert.equal(document.getText(), text.replace("90", "80"));
      await expectProblems(document, []);
    });
  }

  test("a comment and a trailing comma in a .json file are each reported once, by VS Code, and our fix is offered", async () => {
    const text = JSONC.replace('"traffic_percentage": 20 }', '"traffic_percentage": 10 },');
    const document = await open("comments.serving.json", text);
    await expectProblems(document, ["Error json: Comments are not permitted in JSON.", "Error json: Trailing comma"]);
    await applyFix(document, "// the A/B test", "Remove the comment");
    await expectProblems(document, ["Error json: Trailing comma"]);
  });

  test("a YAML syntax error is ours to report", async () => {
    const document = await open("broken.serving.yml", "name: multi-model\nconfig: { served_entities: [\n");
    await until(
      () => vscode.languages.getDiagnostics(document.uri).length > 0,
      vscode.languages.onDidChangeDiagnostics,
    );
    const codes = vscode.languages
      .getDiagnostics(document.uri)
      .map(({ code }) => (typeof code === "object" ? code.value : code));
    assert.deepEqual(codes, ["syntax"]);
  });

  test("fix all takes the first fix of every finding", async () => {
    const text = JSONC.replace("90", '"80"').replace(
      '"served_entity_name": "challenger"',
      '"served_entity_name": "chalenger"',
    );
    const document = await open("all.serving.jsonc", text);
    const whole = new vscode.Range(0, 0, document.lineCount, 0);
    const kind = "source.fixAll.modelServing";
    const [action] = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      document.uri,
      whole,
      kind,
    );
    assert.ok(action?.edit);
    assert.ok(await vscode.workspace.applyEdit(action.edit));
    assert.equal(document.getText(), JSONC.replace("90", "80"));
    await expectProblems(document, []);
  });

  test("findings follow the text: what was typed and taken back leaves nothing behind", async () => {
    const document = await open("typing.serving.yml", YAML.replace("20 }", "10 }"));
    for (const share of ["11", "12", "13"]) {
      await replaceText(document, "traffic_percentage: 10 }", `traffic_percentage: ${share} }`);
      await replaceText(document, `traffic_percentage: ${share} }`, "traffic_percentage: 10 }");
    }
    await replaceText(document, "traffic_percentage: 10 }", "traffic_percentage: 20 }");
    await expectProblems(document, [SUM]);
  });

  test("a rule can be switched off in the settings", async () => {
    const document = await open("off.serving.yml", YAML);
    await expectProblems(document, [SUM]);
    const settings = vscode.workspace.getConfiguration("modelServing");
    await settings.update("rules", { "traffic-sums-to-100": "off" }, vscode.ConfigurationTarget.Workspace);
    await expectProblems(document, []);
    await settings.update("rules", { "traffic-sums-to-100": "warning" }, vscode.ConfigurationTarget.Workspace);
    await expectProblems(document, [SUM.replace("Error", "Warning")]);
    await settings.update("rules", undefined, vscode.ConfigurationTarget.Workspace);
  });

  test("other JSON documents are left alone", async () => {
    const document = await open("package.json", '{ "name": "other", "config": { "routes": [] } }');
    await expectProblems(document, []);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      "vscode.executeCodeLensProvider",
      document.uri,
    );
    assert.deepEqual(lenses, []);
  });

  test("an endpoint body in a file of any name gets its actions", async () => {
    const document = await open("body.json", JSONC.replace(/^.*\n/, "").replace("20 }", "10 }"));
    await expectProblems(document, []);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      "vscode.executeCodeLensProvider",
      document.uri,
    );
    assert.deepEqual(
      lenses.map(({ command }) => command?.command),
      ["modelServing.deploy", "modelServing.rebalance", "modelServing.query"],
    );
  });
});
