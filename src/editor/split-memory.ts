// What the split of an endpoint was before the last change made from here, for the way back.

import type { PresetOptions } from "../deploy/presets.ts";
import type { Share } from "../deploy/split.ts";
import type { Connection } from "./connections.ts";
import type { Services } from "./services.ts";

interface Remembered {
  readonly shares: readonly Share[];
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export async function rememberSplit(
  { memory }: Pick<Services, "memory">,
  connection: Connection,
  name: string,
  shares: readonly Share[],
): Promise<void> {
  if (shares.length > 1) await memory.update(keyOf(connection, name), { shares, at: Date.now() } satisfies Remembered);
}

export function previousSplit(
  { memory }: Pick<Services, "memory">,
  connection: Connection,
  name: string,
): PresetOptions["previous"] {
  const remembered = memory.get<Remembered>(keyOf(connection, name));
  return remembered && { shares: remembered.shares, when: new Date(remembered.at).toLocaleString() };
}

function keyOf({ id }: Connection, name: string): string {
  return `split:${id}:${name}`;
}
