// Draws the panel: the parts side by side, and one hidden line that tells a screen reader what happened. Each part is
// built once and then only updated, so that focus, caret and scroll position stay where they are.
import { element, setText } from "./dom.ts";
import type { Act } from "./part.ts";
import { requestView } from "./request-view.ts";
import { responseView } from "./response-view.ts";
import type { State } from "./state.ts";
import { tallyView } from "./tally-view.ts";
import { announcement } from "./wording.ts";

/** Fills `root` and gives the function that makes it show a state. */
export function createView(root: HTMLElement, act: Act): (state: State) => void {
  const request = requestView(act);
  const response = responseView(act);
  const tally = tallyView(act);
  const name = element("h1");
  const where = element("span", { className: "dim" });
  const live = element("div", { className: "visually-hidden" }, [], { role: "status" });
  root.append(
    element("header", { className: "title" }, [name, where]),
    request.controls.node,
    element("div", { className: "panes" }, [request.editor.node, response.node]),
    tally.node,
    live,
  );
  return (state) => {
    setText(name, state.endpoint?.name ?? "");
    setText(where, state.endpoint ? `${state.endpoint.connection} · ${state.endpoint.state}` : "");
    for (const part of [request.controls, request.editor, response, tally]) part.render(state);
    setText(live, announcement(state));
  };
}
