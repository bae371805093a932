// The splits that are offered before anybody types: even, a canary, all to one, and the one before. Only those that
// change something and can be reached appear, each once.
import { apportion } from "../engine/index.ts";
import { rebalance, type Share, sameSplit, shareOf } from "./split.ts";

export interface Preset {
  readonly label: string;
  readonly shares: readonly Share[];
}

export interface PresetOptions {
  /** The served entity that canary shares are for; the last one where it is not said. */
  readonly newest?: string;
  /** The split before the present one, and when that was, in words: "yesterday". */
  readonly previous?: { readonly shares: readonly Share[]; readonly when?: string };
  readonly locked?: ReadonlySet<string>;
}

const canaryPercentages = [1, 5, 10, 25, 50];

/** Presets for an endpoint with at least two served entities, in the order they are shown; else none. */
export function presets(current: readonly Share[], options: PresetOptions = {}): Preset[] {
  const newest = options.newest ?? current.at(-1)?.servedEntity;
  if (newest === undefined || current.length < 2) return [];
  const offers = [
    ...evenPresets(current, options),
    ...canaryPercentages.map((share) => setting(`Canary ${share} %`, current, new Map([[newest, share]]), options)),
    ...current.map((share) => promotion(share.servedEntity, current, options)),
    previousPreset(current, options),
  ].filter((preset) => preset !== undefined);
  return offers.filter(
    (preset, index) =>
      !sameSplit(preset.shares, current) &&
      !offers.slice(0, index).some((earlier) => sameSplit(earlier.shares, preset.shares)),
  );
}

/** Even over all; where some are at 0 % on purpose, even over the others as well. */
function evenPresets(current: readonly Share[], options: PresetOptions): (Preset | undefined)[] {
  const free = current.filter((share) => !options.locked?.has(share.servedEntity));
  const busy = free.filter((share) => share.percentage > 0);
  return [
    evenOver("Even", free, current, options),
    busy.length > 1 ? evenOver("Even, 0 % stays 0 %", busy, current, options) : undefined,
  ];
}

function evenOver(
  label: string,
  some: readonly Share[],
  current: readonly Share[],
  options: PresetOptions,
): Preset | undefined {
  const kept = current.filter((share) => !some.includes(share)).reduce((total, share) => total + share.percentage, 0);
  const parts = apportion(
    100 - kept,
    some.map(() => 1),
  );
  const asked = new Map(some.map((share, index) => [share.servedEntity, parts[index] ?? 0]));
  return setting(label, current, asked, options);
}

function promotion(servedEntity: string, current: readonly Share[], options: PresetOptions): Preset | undefined {
  const asked = new Map(current.map((share) => [share.servedEntity, share.servedEntity === servedEntity ? 100 : 0]));
  return setting(`Promote ${servedEntity}`, current, asked, options);
}

function previousPreset(current: readonly Share[], options: PresetOptions): Preset | undefined {
  const { previous } = options;
  if (!previous) return undefined;
  const label = previous.when ? `Previous split (${previous.when})` : "Previous split";
  const asked = new Map(current.map(({ servedEntity }) => [servedEntity, shareOf(previous.shares, servedEntity)]));
  return setting(label, current, asked, options);
}

function setting(
  label: string,
  current: readonly Share[],
  asked: ReadonlyMap<string, number>,
  { locked }: PresetOptions,
): Preset | undefined {
  const result = rebalance(current, asked, locked);
  return "shares" in result ? { label, shares: result.shares } : undefined;
}
