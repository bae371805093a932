// The request panel as a person uses it: ask the endpoint, ask one served entity, measure the split, stream, cancel.
import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import type { Window } from "./host/window.ts";
import { clickRowAction, emulatedTest, exampleSeed, photographInAllThemes } from "./support.ts";

const ANSWER = "A canary release sends a small share of the calls to the new model first.";
const seed = exampleSeed();
for (const endpoint of seed.endpoints) {
  const names = (endpoint.config?.served_entities ?? []).map(({ name }) => name ?? "");
  const slow = { answer: ANSWER, chunkMs: 200 };
  if (endpoint.name === "mix-chat-endpoint") {
    endpoint.emulator = Object.fromEntries(names.map((name) => [name, slow]));
  }
}

async function openPanel(window: Window, endpoint: RegExp): Promise<void> {
  await window.showView("Model Serving");
  await clickRowAction(window, endpoint, "Query…");
  await window.webview.locator("#body").waitFor();
}

/** The line that says who answered, with which status, how fast, and how it stands. */
function firstLine({ webview }: Window, text: string | RegExp): Locator {
  return webview.locator(".status .line").first().filter({ hasText: text });
}

await emulatedTest(
  "the panel asks the endpoint or one served entity, and measures the split",
  { seed },
  async (window) => {
    const { page, webview, modal } = window;
    await openPanel(window, /^multi-model/);
    await photographInAllThemes(window, "6 panel");
    const send = webview.getByRole("button", { name: "Send" });
    await send.click();
    await firstLine(window, /current.*200.*ms/).waitFor();
    await webview.locator("#answer", { hasText: '"served_entity": "current"' }).waitFor();
    await window.screenshot("6 answer");

    await webview.locator("#target").selectOption({ label: "challenger (10 %)" });
    await send.click();
    await firstLine(window, /challenger.*200.*ms/).waitFor();
    await webview.getByRole("tab", { name: "Headers" }).click();
    await webview.locator("#answer", { hasText: "served-model-name: challenger" }).waitFor();
    await window.screenshot("6 one served entity");

    await webview.getByRole("button", { name: "Clear" }).click();
    await webview.getByRole("button", { name: "Measure Split" }).click();
    await modal.getByText("Send 200 calls to multi-model on Local Emulator?").waitFor();
    await window.screenshot("6 measure");
    await modal.getByRole("button", { name: "Send 200 Calls" }).click();
    await firstLine(window, "200 of 200 calls").waitFor();
    await photographInAllThemes(window, "6 measured");
    const rows = await webview.locator("#answer tbody tr").allInnerTexts();
    assert.deepEqual(
      rows.map((row) => row.split("\t").slice(0, 4)),
      [
        ["current", "90 %", "180", "90 %"],
        ["challenger", "10 %", "20", "10 %"],
      ],
    );
    await page.setViewportSize({ width: 700, height: 800 });
    await photographInAllThemes(window, "6 narrow");
  },
);

await emulatedTest("an answer is streamed, can be cancelled, and a refusal is explained", { seed }, async (window) => {
  const { page, webview } = window;
  await openPanel(window, /^mix-chat-endpoint/);
  await webview.getByLabel("Stream").check();
  await webview.getByRole("button", { name: "Send" }).click();
  await firstLine(window, /200.*Streaming/).waitFor();
  await webview.locator("#answer", { hasText: "A canary" }).waitFor();
  await window.screenshot("6 streaming");
  await webview.getByRole("button", { name: "Cancel" }).click();
  await firstLine(window, "Cancelled").waitFor();
  assert.notEqual(await webview.locator("#answer").innerText(), ANSWER);
  await window.screenshot("6 cancelled");

  await webview.locator("#body").press("Control+Enter");
  await webview.locator("#answer", { hasText: ANSWER }).waitFor();
  await webview.getByRole("button", { name: "Cancel", disabled: true }).waitFor();
  await window.screenshot("6 streamed");

  await page.setViewportSize({ width: 700, height: 800 });
  await webview.locator("#body").fill('{ "messages": [ }');
  await webview.getByRole("button", { name: "Send" }).click();
  await webview.locator("#body-mark", { hasText: "Not sent. Line 1, column 17" }).waitFor();
  await webview.locator("#body").fill('{ "messages": [] }');
  await webview.getByRole("button", { name: "Send" }).click();
  await firstLine(window, /400.*Failed/).waitFor();
  await window.screenshot("6 refused");
});
