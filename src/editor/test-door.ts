// What a test inside the editor may look at and has no API for: the questions asked, and what the tree shows.
import { ExtensionMode, type TreeDataProvider } from "vscode";
import type { Question } from "./ui.ts";

export interface TestDoor {
  readonly asked: Question[];
  readonly tree: TreeDataProvider<unknown>;
}

/** Undefined for everybody but the extension's own tests. */
export function testDoor(mode: ExtensionMode, door: TestDoor): TestDoor | undefined {
  return mode === ExtensionMode.Test ? door : undefined;
}
