// The quick pick for a split: presets to choose, or shares to type. It lets nothing through that does not make 100.
import { type QuickPickItem, QuickPickItemKind, window } from "vscode";
import { parseShares } from "../deploy/parse-shares.ts";
import { type PresetOptions, presets } from "../deploy/presets.ts";
import { type Share, shareOf } from "../deploy/split.ts";
import { apportion } from "../engine/index.ts";
import { Cancelled } from "./command.ts";

interface SplitItem extends QuickPickItem {
  readonly shares?: readonly Share[];
}

/** The shares that the user picks or types. Throws `Cancelled`. */
export function pickSplit(
  title: string,
  current: readonly Share[],
  options: PresetOptions = {},
): Promise<readonly Share[]> {
  const picker = window.createQuickPick<SplitItem>();
  const offers: SplitItem[] = presets(current, options).map(({ label, shares }) => ({
    label,
    shares,
    ...moves(current, shares),
  }));
  picker.title = title;
  picker.placeholder = `Type shares, such as "${example(current)}", or choose`;
  picker.matchOnDescription = true;
  picker.items = offers;
  return new Promise((resolve, reject) => {
    picker.onDidChangeValue((text) => {
      picker.items = text.trim() === "" ? offers : [typed(text, current), separator, ...offers];
    });
    picker.onDidAccept(() => {
      const [active] = picker.activeItems;
      // Who types fast presses Enter before the item for the text is there: the text decides, not the item.
      const { shares } = active && offers.includes(active) ? active : typed(picker.value, current);
      if (shares === undefined) return;
      resolve(shares);
      picker.dispose();
    });
    // After an accepted item this rejects a promise that is settled already: no effect.
    picker.onDidHide(() => {
      reject(new Cancelled());
      picker.dispose();
    });
    picker.show();
  });
}

const separator: SplitItem = { label: "Presets", kind: QuickPickItemKind.Separator };

/** What is typed, as an item of its own: what it would do, or why it cannot be chosen. */
function typed(text: string, current: readonly Share[]): SplitItem {
  const result = parseShares(text, current);
  if ("shares" in result)
    return {
      label: `$(check) ${text.trim()}`,
      alwaysShow: true,
      shares: result.shares,
      ...moves(current, result.shares),
    };
  return {
    label: `$(warning) ${text.trim()}`,
    alwaysShow: true,
    description: `total ${result.total}`,
    detail: result.reason,
  };
}

function moves(current: readonly Share[], shares: readonly Share[]): { description: string; detail: string } {
  const description = shares.map(({ servedEntity, percentage }) => {
    const before = shareOf(current, servedEntity);
    return before === percentage ? `${servedEntity} ${percentage}` : `${servedEntity} ${before} → ${percentage}`;
  });
  return { description: description.join("   "), detail: `${bar(current)}  →  ${bar(shares)}` };
}

const BLOCKS = ["▇", "▁", "▅", "▃"];
const CELLS = 20;

/** Twenty cells, one height for each served entity. */
function bar(shares: readonly Share[]): string {
  const cells = cellsOf(shares.map(({ percentage }) => percentage));
  return cells.map((count, i) => (BLOCKS[i % BLOCKS.length] ?? "▇").repeat(count)).join("");
}

/** As near to the shares as cells allow, but a share that is not zero has one: 1 % must not look like nothing. */
function cellsOf(percentages: readonly number[]): number[] {
  const cells = apportion(CELLS, percentages);
  const tiny = percentages.map((percentage, i) => percentage > 0 && cells[i] === 0);
  const rest = apportion(
    CELLS - tiny.filter(Boolean).length,
    percentages.map((percentage, i) => (tiny[i] ? 0 : percentage)),
  );
  return rest.map((count, i) => (tiny[i] ? 1 : count));
}

function example(current: readonly Share[]): string {
  if (current.length === 2) return "80 20";
  return `${current.at(-1)?.servedEntity ?? "challenger"} 25`;
}
