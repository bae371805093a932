// Takes the picture of the README, media/screenshot.png: config, problem, live split and request panel at one glance.
// It is no test. Run it after a build: node test/ui/readme-picture.ts
import { inProject } from "../../scripts/project.mjs";
import { startEmulator } from "../../src/emulator/server.ts";
import { openWindow } from "./host/window.ts";
import { clickRowAction, darkWindow, editFile, exampleSeed, expectProblems } from "./support.ts";

const emulator = await startEmulator({ seed: exampleSeed() });
const env = { MODEL_SERVING_EMULATOR_URL: emulator.url, MODEL_SERVING_EMULATOR_TOKEN: emulator.token };
const settings = {
  ...darkWindow.settings,
  "editor.minimap.enabled": false,
  "editor.fontSize": 11,
  "breadcrumbs.enabled": false,
};
try {
  await using window = await openWindow({ ...darkWindow, settings, env });
  const { page, webview } = window;
  await page.setViewportSize({ width: 1440, height: 900 });
  editFile(window, "multi-model.serving.json", (text) =>
    text.replace('"multi-model"', '"multi-model",').replace('"90"', "90").replace('"10"', "15"),
  );
  await window.openFile("multi-model.serving.json");
  await window.showView("Model Serving");
  await window.treeRow(/^multi-model/).click();
  await window.treeRow(/^challenger/).waitFor();
  await clickRowAction(window, /^multi-model/, "Query…");
  await webview.locator("#body").waitFor();
  await window.command("View: Move Editor into Right Group");
  await page.locator("#status\\.problems").click();
  await expectProblems(window, ["Traffic adds up to 105, not 100"]);
  // Problems shall leave the room to the panel above: its upper edge is pulled down.
  const problems = await page.locator(".part.panel").boundingBox();
  await page.mouse.move(700, (problems?.y ?? 0) - 2);
  await page.mouse.down();
  await page.mouse.move(700, 760, { steps: 5 });
  await page.mouse.up();
  await webview.getByRole("button", { name: "Measure Split" }).click();
  await window.modal.getByRole("button", { name: "Send 200 Calls" }).click();
  await webview.locator(".stage", { hasText: "200 of 200 calls" }).waitFor();
  await page.mouse.move(0, 0);
  await page.screenshot({ path: inProject("media", "screenshot.png") });
} finally {
  await emulator.close();
}
