// What the parts of the panel have in common: an element, a way to show a state, and one function for all controls.
import type { ToHost } from "../protocol.ts";
import type { State, UserAction } from "./state.ts";

/** What a control asks for: a change of state, or a document of a text, which changes none. */
export type Act = (action: UserAction | Extract<ToHost, { type: "open" }>) => void;

/** One part of the panel: its element, and how it comes to show a state. */
export interface Part {
  node: HTMLElement;
  render(state: State): void;
}
