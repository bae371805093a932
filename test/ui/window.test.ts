// The window before anything is connected: the view that says how to begin, the commands, and what stays of it in a
// workspace that is not trusted.
import assert from "node:assert/strict";
import { windowTest } from "./host/window.ts";
import { darkWindow, expectOnlyProblems, photographInAllThemes } from "./support.ts";

windowTest("the view says how to begin, and the palette holds the commands", darkWindow, async (window) => {
  const { page, quickInput } = window;
  await window.showView("Model Serving");
  await page.getByRole("button", { name: "Add Connection…" }).waitFor();
  await photographInAllThemes(window, "0 welcome");
  await page.keyboard.press("F1");
  await quickInput.input.fill(">Model Serving: ");
  await quickInput.items.first().waitFor();
  await window.screenshot("0 commands");
  const titles = await quickInput.items.allInnerTexts();
  assert.ok(titles.length > 1 && titles.every((title) => title.startsWith("Model Serving: ")), titles.join("\n"));
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "Start Local Emulator" }).click();
  await window.treeRow(/^multi-model, ready/).waitFor();
  await window.screenshot("0 emulator");
});

windowTest("files are checked in Restricted Mode", { ...darkWindow, trusted: false }, async (window) => {
  const { page } = window;
  await window.openFile("multi-model.serving.json");
  await page.locator("#status\\.problems").click();
  await expectOnlyProblems(window, [
    "Expected comma",
    "Quoted number; the service takes it, stricter tools want `90`",
    "Quoted number; the service takes it, stricter tools want `10`",
  ]);
  await page.getByText("Restricted Mode").first().waitFor();
  await window.showView("Model Serving");
  await page.getByRole("button", { name: "Start Local Emulator" }).waitFor();
  await window.screenshot("0 restricted");
});
