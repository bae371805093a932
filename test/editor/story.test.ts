// The main job from end to end: write a config, be told of mistakes, deploy, look, rebalance, query.
import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { QueryTarget, ServingEndpoint } from "../../src/api/types.ts";
import { sharesOf, splitLabel } from "../../src/deploy/split.ts";
import { measureSplit } from "../../src/query/measure.ts";
import type { Count } from "../../src/query/sample.ts";
import {
  applyFix,
  connectedTo,
  door,
  expectProblems,
  labels,
  open,
  replaceText,
  run,
  runPicking,
  until,
  type Workspace,
} from "./support.ts";

const QUOTED_90 =
  "Information quoted-value: `traffic_percentage` is a quoted number; the service takes it, stricter tools want `90`";
const QUOTED = [
  QUOTED_90,
  "Information quoted-value: `traffic_percentage` is a quoted number; the service takes it, stricter tools want `10`",
];

suite("the main job", function () {
  // Each step goes on from the one before.
  this.bail(true);
  let workspace: Workspace;
  let document: vscode.TextDocument;

  suiteSetup(async () => {
    workspace = await connectedTo({});
    document = await open("multi-model.serving.json");
  });
  suiteTeardown(() => workspace.emulator.close());

  const live = () => workspace.api.get("multi-model");
  const place = () => new URL(workspace.emulator.url).host;
  const splitOf = (endpoint: ServingEndpoint) => splitLabel(sharesOf(endpoint.config));

  test("the missing comma is shown once, by VS Code, and our quick fix inserts it", async () => {
    await expectProblems(document, ["Error json: Expected comma", ...QUOTED]);
    await applyFix(document, '"config"', "Insert the missing comma");
    assert.ok(document.getText().startsWith('{\n  "name": "multi-model",\n  "config": {\n'));
    await expectProblems(document, QUOTED);
  });

  test("a route to nobody names the served entity that was meant, and the fix puts it right", async () => {
    await replaceText(document, '"served_model_name": "challenger"', '"served_model_name": "chalenger"');
    await expectProblems(document, [
      ...QUOTED,
      "Error route-names-served-entity: Route names `chalenger`, which is no served entity; did you mean `challenger`?",
    ]);
    await applyFix(document, '"chalenger"', "Change to `challenger`");
    await expectProblems(document, QUOTED);
  });

  test("shares that add up to 110 are an error, and a config with errors is not deployed", async () => {
    await replaceText(document, '"10"', "20");
    await expectProblems(document, [
      "Error traffic-sums-to-100: Traffic adds up to 110, not 100; 10 too many",
      QUOTED_90,
    ]);
    const outcome = await run("deploy");
    assert.deepEqual(outcome, {
      kind: "failed",
      message:
        "multi-model.serving.json has 1 error, so nothing was sent: Traffic adds up to 110, not 100; 10 too many",
    });
    assert.deepEqual(await workspace.api.list(), []);
    await replaceText(document, "20 }", '"10" }');
    await expectProblems(document, QUOTED);
  });

  test("an external model beside custom ones is an error that names both", async () => {
    const external = `{ "name": "gpt-4", "external_model": { "name": "gpt-4", "provider": "openai", "task": "llm/v1/chat",
      "openai_config": { "openai_api_key": "{{secrets/scope/key}}" } } },`;
    await replaceText(document, '"served_entities": [', `"served_entities": [${external}`);
    await expectProblems(document, [
      "Error one-model-type: External model `gpt-4` and custom model `current` cannot share an endpoint; give each type an endpoint of its own",
      "Warning every-entity-has-route: `gpt-4` has no route and gets no traffic; add one at 0 % if that is meant",
      ...QUOTED,
    ]);
    await replaceText(document, external, "");
    await expectProblems(document, QUOTED);
  });

  test("deploy asks with host, endpoint and effect, creates the endpoint and follows it until it is ready", async () => {
    const { asked } = await door();
    asked.length = 0;
    assert.deepEqual(await run("deploy", document.uri), { kind: "done" });
    assert.equal(asked[0]?.question, `Create multi-model on ${place()}?`);
    assert.match(asked[0]?.detail ?? "", /^current 90 %, challenger 10 %/);
    const { state } = await live();
    assert.deepEqual(state, { ready: "READY", config_update: "NOT_UPDATING" });
    assert.equal(splitOf(await live()), "90/10");
  });

  test("the tree shows connection, endpoint with state and split, and served entities with share, version and state", async () => {
    const rows = await labels();
    assert.deepEqual(rows.slice(1), [
      "  multi-model 90/10 · ready",
      "    current 90 % · model-A v1 · Small · scales to zero",
      "    challenger 10 % · model-B v1 · Small · scales to zero",
    ]);
  });

  test("deploying what is live already sends nothing", async () => {
    const before = await live();
    assert.deepEqual(await run("deploy", document.uri), { kind: "done" });
    assert.deepEqual(await live(), before);
  });

  test("rebalancing an open file changes the percentages and nothing else", async () => {
    const before = document.getText();
    assert.deepEqual(await runPicking("rebalance", { uri: document.uri.toString(), endpoint: 0 }), { kind: "done" });
    assert.equal(document.getText(), before.replace('"90"', '"50"').replace('"10"', '"50"'));
  });

  test("deploying the new split is one PUT with the article's 50/50", async () => {
    const { asked } = await door();
    asked.length = 0;
    assert.deepEqual(await run("deploy", document.uri), { kind: "done" });
    assert.equal(asked[0]?.question, `Change live traffic of multi-model on ${place()}?`);
    assert.match(asked[0]?.detail ?? "", /current 90 % → 50 %, challenger 10 % → 50 %/);
    const endpoint = await live();
    assert.equal(splitOf(endpoint), "50/50");
    assert.equal(endpoint.config?.config_version, 2);
  });

  test("rebalancing from the tree changes the live endpoint after the confirmation", async () => {
    const { asked, tree } = await door();
    asked.length = 0;
    const [connection] = (await tree.getChildren()) ?? [];
    const [endpoint] = (await tree.getChildren(connection)) ?? [];
    // The first preset that is not even already: a canary.
    assert.deepEqual(await runPicking("rebalance", endpoint), { kind: "done" });
    assert.equal(asked.length, 1);
    assert.equal(splitOf(await live()), "99/1");
  });

  test("two hundred queries show the split, and one served entity answers all of its own", async () => {
    assert.deepEqual(await run("query", document.uri), { kind: "done" });
    const tabs = () => vscode.window.tabGroups.all.flatMap((group) => group.tabs.map(({ label }) => label));
    await until(() => tabs().includes("multi-model"), vscode.window.tabGroups.onDidChangeTabs);

    const body = { dataframe_records: [{ x: 1 }] };
    const whole = await measured({ endpoint: "multi-model" }, body);
    assert.deepEqual(whole, { current: 198, challenger: 2 });
    const one = await measured({ endpoint: "multi-model", servedEntity: "challenger" }, body);
    assert.deepEqual(one, { challenger: 200 });
  });

  async function measured(target: QueryTarget, body: unknown): Promise<Record<string, number>> {
    let counts: readonly Count[] = [];
    await measureSplit((signal) => workspace.api.query(target, body, { signal }), {
      calls: 200,
      known: [],
      signal: new AbortController().signal,
      onProgress: (progress) => {
        counts = progress.counts;
      },
    });
    return Object.fromEntries(counts.map(({ servedEntity, answers }) => [servedEntity, answers]));
  }

  test("provisioned-throughput and external models go the same way", async () => {
    for (const [file, name, split] of [
      ["multi-pt-model.serving.json", "multi-pt-model", "60/40"],
      ["mix-chat-endpoint.serving.yml", "mix-chat-endpoint", "50/50"],
    ] as const) {
      const config = await open(file);
      assert.deepEqual(await run("deploy", config.uri), { kind: "done" });
      assert.equal(splitOf(await workspace.api.get(name)), split);
    }
  });

  test("the update body, which has no name, asks for its endpoint once and remembers it", async () => {
    const update = await open("multi-model-split.serving.json");
    // Offered first is the endpoint that serves what the file serves.
    assert.deepEqual(await runPicking("deploy", update.uri), { kind: "done" });
    assert.equal(splitOf(await live()), "50/50");
    await replaceText(update, '"traffic_percentage": 50', '"traffic_percentage": 70');
    await replaceText(update, '"traffic_percentage": 50', '"traffic_percentage": 30');
    assert.deepEqual(await run("deploy", update.uri), { kind: "done" });
    assert.equal(splitOf(await live()), "70/30");
  });
});
