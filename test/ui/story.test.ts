// The main job as a person does it in the window: be told of mistakes and mend them, deploy, look, rebalance.
import assert from "node:assert/strict";
import { windowTest } from "./host/window.ts";
import {
  clickLens,
  clickRowAction,
  DEPLOYMENT_SECONDS,
  darkWindow,
  emulatedTest,
  exampleSeed,
  expectOnlyProblems,
  expectProblems,
  openMended,
  photographInAllThemes,
  retype,
} from "./support.ts";

const EXTERNAL_MODEL =
  '{ "name": "gpt-4", "external_model": { "name": "gpt-4", "provider": "openai", "task": "llm/v1/chat", "openai_config": { "openai_api_key": "{{secrets/scope/key}}" } } },';
const WRONG_NAME = "Route names `chalenger`, which is no served entity; did you mean `challenger`?";
const WRONG_SUM = "Traffic adds up to 110, not 100; 10 too many";
const MIXED = "External model `gpt-4` and custom model `current` cannot share an endpoint";
const quoted = (number: number) => `Quoted number; the service takes it, stricter tools want \`${number}\``;

const seed = exampleSeed();
const onlyFirst = { endpoints: exampleSeed().endpoints.slice(0, 1) };
const failing = { challenger: { deploymentFails: "Container creation failed: no such wheel" } };
seed.endpoints.push(...seed.endpoints.slice(0, 1).map((first) => ({ ...first, name: "churn", emulator: failing })));

windowTest("mistakes are shown once, and the light bulb mends them", darkWindow, async (window) => {
  const { page } = window;
  await window.openFile("multi-model.serving.json");
  await page.locator("#status\\.problems").click();
  await expectOnlyProblems(window, ["Expected comma", quoted(90), quoted(10)]);
  await photographInAllThemes(window, "1 problems");

  await page.locator(".view-line").getByText('"config"').click();
  await page.locator('[class*="lightbulb"]').first().waitFor();
  await page.keyboard.press("Control+.");
  const fixes = page.locator(".action-widget").first();
  await fixes.getByText("Insert the missing comma").waitFor();
  await window.screenshot("1 light bulb");
  await page.keyboard.press("Enter");
  await expectOnlyProblems(window, [quoted(90), quoted(10)]);

  await page.locator(".panel").getByRole("button", { name: "Hide Panel" }).click();
  await retype(window, '"served_model_name"', '"challenger"', "chalenger");
  await retype(window, '"served_model_name"', '"10"', "20");
  await page.locator(".view-line", { hasText: '"served_entities"' }).click();
  await page.keyboard.press("End");
  await page.keyboard.insertText(EXTERNAL_MODEL);
  await page.keyboard.press("Control+Home");
  await page.locator("#status\\.problems").click();
  await expectProblems(window, [MIXED, WRONG_NAME, WRONG_SUM, quoted(90), quoted(20)]);
  await window.screenshot("2 wrong name, sum and model type");

  await clickLens(window, "Deploy");
  await window.notification("multi-model.serving.json has 3 errors, so nothing was sent").waitFor();
  await page.locator(".notification-toast").getByRole("button", { name: "Show Problems" }).waitFor();
  await window.screenshot("3 deploy refused");
});

await emulatedTest("deploying asks, shows its progress, and the tree follows", {}, async (window, pass) => {
  const { page } = window;
  await window.showView("Model Serving");
  await openMended(window);
  await clickLens(window, "Deploy");
  await window.modal.getByText("Create multi-model on Local Emulator?").waitFor();
  await window.modal.getByText("current 90 %, challenger 10 %").waitFor();
  await photographInAllThemes(window, "3 create");
  await window.modal.getByRole("button", { name: "Create Endpoint" }).click();

  await window.treeRow(/^multi-model, updating, 0 of 2 ready/).click();
  await window.treeRow(/^pending config v1/).click();
  await window.treeRow(/^challenger, 10 percent, creating/).waitFor();
  pass(DEPLOYMENT_SECONDS / 2);
  await window.notification("1 of 2 served entities ready").waitFor();
  await window.treeRow(/^multi-model, updating, 1 of 2 ready/).waitFor();
  await photographInAllThemes(window, "4 updating");

  pass(DEPLOYMENT_SECONDS / 2);
  // A tree that is still changing takes the hover away.
  await page.getByText("multi-model is ready on Local Emulator").first().waitFor();
  await page.mouse.move(0, 0);
  await window.treeRow("multi-model, ready, current 90 percent, challenger 10 percent").hover();
  await page.locator(".workbench-hover").getByText("Split: 90/10").waitFor();
  await window.screenshot("4 ready");
  const rows = await window.treeRow().evaluateAll((all) => all.map((row) => row.ariaLabel));
  assert.deepEqual(rows.slice(2), [
    "current, 90 percent, model-A v1, Small, scales to zero",
    "challenger, 10 percent, model-B v1, Small, scales to zero",
  ]);
});

await emulatedTest("rebalancing an open file edits it and offers to deploy", { seed }, async (window) => {
  const { page, quickInput } = window;
  await openMended(window);
  await page.locator(".view-line").first().click();
  await window.command("Model Serving: Rebalance Traffic…");
  await quickInput.items.filter({ hasText: "Promote challenger" }).waitFor();
  await photographInAllThemes(window, "5 rebalance");

  await quickInput.input.fill("90 20");
  await quickInput.items.filter({ hasText: "The shares add up to 110, not 100; 10 is too much" }).waitFor();
  await page.keyboard.press("Enter");
  await window.screenshot("5 refused shares");
  await quickInput.input.fill("80 20");
  await quickInput.items.filter({ hasText: "current 90 → 80" }).waitFor();
  await window.screenshot("5 typed shares");
  await page.keyboard.press("Enter");
  await page.locator(".view-line", { hasText: '"current", "traffic_percentage": "80"' }).waitFor();
  await window.notification("multi-model is 80/20 in the file now.").waitFor();
  await window.screenshot("5 file edited");

  await page.locator(".notification-toast").getByRole("button", { name: "Deploy" }).click();
  await window.modal.getByText("Change live traffic of multi-model on Local Emulator?").waitFor();
  await window.modal.getByText("challenger will get about 2 times its calls").waitFor();
  await photographInAllThemes(window, "5 change traffic");
  await window.modal.getByRole("button", { name: "Cancel" }).click();
});

await emulatedTest(
  "rebalancing from the tree shows the diff and follows the change",
  { seed },
  async (window, pass) => {
    const { page, quickInput } = window;
    await window.showView("Model Serving");
    await window.treeRow(/^multi-model, ready/).click();
    await clickRowAction(window, /^multi-model, ready/, "Rebalance Traffic…");
    await quickInput.items.filter({ hasText: "Even" }).click();
    await window.modal.getByRole("button", { name: "Show Diff" }).click();
    const diff = page.locator(".monaco-diff-editor");
    await diff.locator(".view-line", { hasText: '"traffic_percentage": 50' }).first().waitFor();
    await window.modal.waitFor({ state: "detached" });
    await window.screenshot("5 diff");
    await page
      .getByRole("tab", { name: /close to decide/ })
      .getByRole("button", { name: /^Close/ })
      .click();
    await window.modal.getByRole("button", { name: "Change Traffic" }).click();
    await window
      .treeRow(/^multi-model, updating/)
      .getByText("90/10 → 50/50")
      .waitFor();
    await window.screenshot("5 live change");
    pass(DEPLOYMENT_SECONDS);
    await window.treeRow("multi-model, ready, current 50 percent, challenger 50 percent").waitFor();

    await clickRowAction(window, /^churn/, "Rebalance Traffic…");
    await quickInput.input.fill("challenger 25");
    await page.keyboard.press("Enter");
    await window.modal.getByRole("button", { name: "Change Traffic" }).click();
    await window.treeRow(/^churn, updating/).waitFor();
    pass(DEPLOYMENT_SECONDS);
    await window.notification("The update of churn on Local Emulator failed").waitFor();
    await window.treeRow(/^churn, ready, last update failed/).click();
    await window.treeRow(/^failed config v2/).click();
    await window.treeRow(/^challenger, 25 percent, failed/).waitFor();
    await photographInAllThemes(window, "4 failed update");
  },
);

await emulatedTest(
  "other kinds of models go the same way, and a body without a name asks for its endpoint",
  { seed: onlyFirst },
  async (window, pass) => {
    const { page, quickInput, modal } = window;
    await window.showView("Model Serving");
    for (const [file, name] of [
      ["multi-pt-model.serving.json", "multi-pt-model"],
      ["mix-chat-endpoint.serving.yml", "mix-chat-endpoint"],
    ] as const) {
      await window.openFile(file);
      await clickLens(window, "Deploy");
      await modal.getByText(`Create ${name} on Local Emulator?`).waitFor();
      await window.screenshot(`7 create ${name}`);
      await modal.getByRole("button", { name: "Create Endpoint" }).click();
      await window.treeRow(new RegExp(`^${name}, updating`)).waitFor();
    }
    pass(DEPLOYMENT_SECONDS);
    await window.treeRow(/^multi-pt-model, ready/).click();
    await window.treeRow(/^mix-chat-endpoint, ready/).click();
    await window.treeRow("served_model_name_1, 50 percent, gpt-4 by openai").waitFor();
    await window.screenshot("7 other kinds");

    await window.openFile("multi-model-split.serving.json");
    await clickLens(window, "Deploy");
    await quickInput.items.first().filter({ hasText: "multi-model" }).waitFor();
    await window.screenshot("7 which endpoint");
    await page.keyboard.press("Enter");
    await modal.getByText("Change live traffic of multi-model on Local Emulator?").waitFor();
    await modal.getByText("current 90 % → 50 %").waitFor();
  },
);
