// The window itself: that it opens with the extension in it, in a light and a dark theme, and takes commands.
import assert from "node:assert/strict";
import { test } from "node:test";
import { openWindow } from "./host/window.ts";

const themes = ["Default Light Modern", "Default Dark Modern"];

for (const theme of themes) {
  test(`the extension has its place in the activity bar in ${theme}`, async () => {
    await using window = await openWindow({ theme });
    await window.showView("Model Serving");
    await window.page.getByRole("heading", { name: "Model Serving", exact: false }).first().waitFor();
    await window.screenshot(`activity-bar-${theme.toLowerCase().replaceAll(" ", "-")}`);
    assert.ok(await window.page.getByText("Serving Endpoints").first().isVisible());
  });
}
