// Gives a served entity's element the entity's own colour, for the dot and the bar in it.
import { chartColours } from "./chart-colour.ts";
import type { State } from "./state.ts";

/** Sets `--entity`. The name always stands beside the colour, so the colour is never the only sign. */
export function paintEntity(node: HTMLElement, servedEntity: string | undefined, state: State): void {
  const names = [...(state.endpoint?.split ?? []), ...state.tally].map((each) => each.servedEntity);
  const colour = servedEntity === undefined ? undefined : chartColours(names).get(servedEntity);
  node.style.setProperty("--entity", colour ? `var(--vscode-charts-${colour})` : "currentColor");
}
