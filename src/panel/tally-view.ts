// The strip below: how the answers so far compare with the configured split, and the button that asks many times. Every
// entity of the split has its row from the start, so the strip keeps its height.
import { maxCalls } from "../protocol.ts";
import { element, setText } from "./dom.ts";
import { paintEntity } from "./paint-entity.ts";
import type { Act, Part } from "./part.ts";
import { isRunning, type State } from "./state.ts";
import { countsInWords, entityLabel, number, percent } from "./wording.ts";

interface Row {
  servedEntity: string;
  answers: number;
  /** Per cent of the answers counted so far. */
  observed: number;
  /** Per cent; absent for an entity that is not in the split. */
  configured?: number;
}

export function tallyView(act: Act): Part {
  const summary = element("span", { className: "summary" });
  const clear = element("button", { type: "button", className: "link", textContent: "Clear" });
  clear.title = "Start counting again";
  clear.onclick = () => act({ type: "clear-tally" });
  const bars = element("ul", { className: "bars" });
  const calls = element("input", { type: "number", min: "1", max: String(maxCalls), step: "1" });
  calls.onchange = () => act({ type: "choose-calls", calls: calls.valueAsNumber || 0 });
  const measure = element("button", { type: "button", className: "secondary", textContent: "Measure Split" });
  measure.title = "Ask the endpoint this many times and count who answers";
  measure.onclick = () => act({ type: "start", kind: "measure" });
  const controls = element("div", { className: "measure" }, [
    element("label", { className: "field" }, ["Calls", calls]),
    measure,
  ]);
  const node = element("section", { className: "tally", ariaLabel: "Split" }, [
    element("div", { className: "bar" }, [element("span", { className: "counted" }, [summary, clear]), controls]),
    bars,
  ]);
  let drawn: State | undefined;
  return {
    node,
    render(state) {
      if (document.activeElement !== calls) calls.value = String(state.calls);
      measure.ariaDisabled = String(isRunning(state.run));
      if (drawn?.tally === state.tally && drawn?.endpoint === state.endpoint) return;
      drawn = state;
      const counted = state.tally.length > 0;
      setText(summary, counted ? `Answered so far: ${countsInWords(state.tally)}` : "No answers counted yet");
      clear.hidden = !counted;
      bars.replaceChildren(...rowsOf(state).map((row) => barOf(row, state)));
    },
  };
}

function rowsOf({ endpoint, tally }: State): Row[] {
  const total = tally.reduce((sum, { answers }) => sum + answers, 0);
  const observed = (answers: number) => (total === 0 ? 0 : (100 * answers) / total);
  const split = endpoint?.split ?? [];
  const rows = split.map(({ servedEntity, share }): Row => {
    const answers = tally.find((count) => count.servedEntity === servedEntity)?.answers ?? 0;
    return { servedEntity, answers, observed: observed(answers), configured: share };
  });
  const others = tally.filter((count) => !split.some(({ servedEntity }) => servedEntity === count.servedEntity));
  return [...rows, ...others.map((count): Row => ({ ...count, observed: observed(count.answers) }))];
}

function barOf({ servedEntity, answers, observed, configured }: Row, state: State): HTMLElement {
  const name = element("span", { className: "entity", textContent: entityLabel(servedEntity), title: servedEntity });
  const track = element("span", { className: "track", ariaHidden: "true" }, [
    element("span", { className: "fill" }),
    element("span", { className: "goal", hidden: configured === undefined }),
  ]);
  track.style.setProperty("--observed", `${observed}%`);
  track.style.setProperty("--configured", `${configured ?? 0}%`);
  const share = configured === undefined ? "not in the split" : `split ${percent(configured)}`;
  const counted = state.tally.length > 0;
  const figures = element("span", {
    className: "figures",
    textContent: counted ? `${percent(observed)} (${share})` : share,
  });
  figures.title = `${number(answers)} answered; configured ${configured === undefined ? "none" : percent(configured)}`;
  const row = element("li", {}, [name, track, figures]);
  paintEntity(row, servedEntity, state);
  return row;
}
