// Which of VS Code's chart colours a served entity wears. Tree, panel and comparison ask here, so that one entity looks
// the same everywhere. Red is left out, since it means an error, and orange, which some themes make nearly invisible.

export type ChartColour = "blue" | "yellow" | "purple" | "green" | "foreground";

const palette: readonly ChartColour[] = ["blue", "yellow", "purple", "green", "foreground"];

/**
 * The colour of each name, whatever order the names come in: a name keeps the place its letters give it, and where two
 * want one place the alphabetically later moves on. So a new entity rarely changes the colour of another. Beyond five
 * names colours repeat. `charts.<colour>` is the theme colour, `--vscode-charts-<colour>` the variable.
 */
export function chartColours(names: Iterable<string>): ReadonlyMap<string, ChartColour> {
  const colours = new Map<string, ChartColour>();
  const taken = new Set<ChartColour>();
  for (const name of [...new Set(names)].sort()) {
    if (taken.size === palette.length) taken.clear();
    const first = placeOf(name);
    const order = [...palette.slice(first), ...palette.slice(0, first)];
    const colour = order.find((candidate) => !taken.has(candidate)) ?? "blue";
    taken.add(colour);
    colours.set(name, colour);
  }
  return colours;
}

function placeOf(name: string): number {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 65_521;
  return sum % palette.length;
}
