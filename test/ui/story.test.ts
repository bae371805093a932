// The main job as a person does it in the window: be told of mistakes and mend them, deploy, look, rebalance.
import assert from "node:assert/strict";
import { windowTest } from "./host/window.ts";
import { emulatedWorkspace, openProblems, photographInAllThemes } from "./support.ts";

const DARK = { theme: "Default Dark Modern" };

windowTest("mistakes are shown once, and the light bulb mends them", DARK, async (window) => {
  const { page } = window;
  await window.openFile("multi-model.serving.json");
  const problems = await openProblems(window);
  await problems.filter({ hasText: "Expected comma" }).waitFor();
  await page.waitForTimeout(2000);
  console.log(await problems.allInnerTexts());
  await window.screenshot("1-problems");
  await photographInAllThemes(window, "problems");
  await problems.filter({ hasText: "Expected comma" }).click();
  await page.keyboard.press("Control+.");
  await page.waitForTimeout(2000);
  await window.screenshot("1-lightbulb");
  console.log(await page.locator(".action-widget").innerHTML().catch(String));
});
