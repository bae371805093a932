// The window as a whole: that the extension is installed in it, has its place, and takes commands, in a light and in a
// dark theme.
import assert from "node:assert/strict";
import { windowTest } from "./host/window.ts";

for (const theme of ["Default Light Modern", "Default Dark Modern"]) {
  windowTest(`the extension has a view and commands in ${theme}`, { theme }, async (window) => {
    await window.showView("Model Serving");
    await window.page.getByRole("button", { name: "Start Local Emulator" }).waitFor();
    await window.page.keyboard.press("F1");
    await window.quickInput.input.fill(">Model Serving: ");
    await window.quickInput.items.first().waitFor();
    await window.screenshot(`commands-${theme}`);
    const titles = await window.quickInput.items.allInnerTexts();
    assert.ok(titles.length > 1 && titles.every((title) => title.startsWith("Model Serving: ")), titles.join("\n"));
  });
}
