// Starts the panel inside its webview: messages and controls go into the reducer, states to the view, and what a step
// means for the extension back as a message. All that lasts is in `setState`, for the page dies when its tab is hidden.
import { readToPanel, type ToHost, type ToPanel } from "../protocol.ts";
import { fromSaved, toSaved } from "./saved.ts";
import { isRunning, outgoing, reduce, type State, type UserAction } from "./state.ts";
import { createView } from "./view.ts";

declare function acquireVsCodeApi(): {
  postMessage(message: ToHost): void;
  getState(): unknown;
  setState(state: unknown): void;
};

/** An answer that takes longer gets a word about scaling from zero. In milliseconds. */
const slowAfter = 5_000;

start();

function start(): void {
  const host = acquireVsCodeApi();
  const root = document.getElementById("panel");
  if (root === null) throw new Error("The page has no element for the panel");
  const render = createView(root, (action) => (action.type === "open" ? host.postMessage(action) : step(action)));
  let state: State = fromSaved(host.getState());
  let drawing = false;

  function step(event: ToPanel | UserAction): void {
    const before = state;
    state = reduce(state, event);
    const message = outgoing(before, state);
    if (message) host.postMessage(message);
    if (message && message.type !== "cancel") warnWhenSlow(state);
    // Pieces of an answer are not worth saving: the extension replays them to a page that was away.
    if (event.type !== "chunk" && event.type !== "measured") host.setState(toSaved(state));
    if (!drawing) requestAnimationFrame(draw);
    drawing = true;
  }

  function draw(): void {
    drawing = false;
    render(state);
  }

  function warnWhenSlow({ run }: State): void {
    if (isRunning(run)) setTimeout(() => step({ type: "slow", id: run.id }), slowAfter);
  }

  window.addEventListener("message", ({ data }) => {
    const message = readToPanel(data);
    if (message) step(message);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    step({ type: "start", kind: "send" });
  });
  render(state);
  warnWhenSlow(state);
  host.postMessage({ type: "ready", ...(isRunning(state.run) && { running: state.run.id }) });
}
