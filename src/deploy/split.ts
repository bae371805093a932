// The arithmetic of a traffic split: whole per cents that add up to 100, in the order of the served entities. It reads
// what a person types and puts a split into words; it never talks to the service.
import type { EndpointConfig, Percent, Route } from "../api/types.ts";
import { apportion } from "../engine/index.ts";

/** The traffic of one served entity. */
export interface Share {
  readonly servedEntity: string;
  readonly percentage: Percent;
}

/** Why a split cannot be used. `missing` is what lacks to 100, below zero where it is too much. */
export interface SplitRefusal {
  readonly total: number;
  readonly missing: number;
  readonly reason: string;
}

export type SplitResult = { readonly shares: readonly Share[] } | SplitRefusal;

const nothingLocked: ReadonlySet<string> = new Set();

/**
 * The split of a config: its routes in their order, then the served entities without a route, at 0 %.
 * One served entity without any route gets everything, as the service has it.
 */
export function sharesOf(config: EndpointConfig | undefined): Share[] {
  const names = (config?.served_entities ?? []).map((entity) => entity.name);
  const routes = config?.traffic_config?.routes ?? [];
  const [only] = names;
  if (routes.length === 0 && names.length === 1 && only !== undefined) return [{ servedEntity: only, percentage: 100 }];
  const routed = routes.map((route) => ({
    servedEntity: routedEntity(route),
    percentage: route.traffic_percentage,
  }));
  const unrouted = names.filter((name) => !routed.some((share) => share.servedEntity === name));
  return [...routed, ...unrouted.map((servedEntity) => ({ servedEntity, percentage: 0 }))];
}

/** The served entity that a route names, in either of its two fields. */
export function routedEntity(route: Route): string {
  return route.served_entity_name ?? route.served_model_name ?? "";
}

/**
 * The split with some shares set. The others divide the rest in proportion to what they have, so one at 0 % stays
 * there; locked ones keep theirs. Setting the same shares again changes nothing.
 */
export function rebalance(
  current: readonly Share[],
  asked: ReadonlyMap<string, Percent>,
  locked: ReadonlySet<string> = nothingLocked,
): SplitResult {
  const held = current.find((share) => locked.has(share.servedEntity) && !keeps(share, asked));
  const fixed = current.map(
    (share) => asked.get(share.servedEntity) ?? (locked.has(share.servedEntity) ? share.percentage : undefined),
  );
  const total = sum(fixed.map((percentage) => percentage ?? 0));
  if (held) return refuse(total, `\`${held.servedEntity}\` is locked at ${held.percentage} %; unlock it first`);
  if (total > 100) return refuse(total, wrongTotal(total));

  const weights = current.map((share, index) => (fixed[index] === undefined ? share.percentage : 0));
  if (total < 100 && sum(weights) === 0) {
    const others = current.some((_, index) => fixed[index] === undefined);
    return refuse(total, wrongTotal(total) + (others ? ", and a served entity at 0 % stays there unless named" : ""));
  }
  const rest = apportion(100 - total, weights);
  return {
    shares: current.map((share, index) => ({
      servedEntity: share.servedEntity,
      percentage: fixed[index] ?? rest[index] ?? 0,
    })),
  };
}

/** `90/10`, in the order of the shares. */
export function splitLabel(shares: readonly Share[]): string {
  return shares.map((share) => share.percentage).join("/");
}

/** What a change of the split does, in sentences: every share, then who starts, stops or at least doubles. */
export function describeSplit(before: readonly Share[], after: readonly Share[]): string {
  const names = new Set([...after, ...before].map((share) => share.servedEntity));
  const moves = [...names].map((name) => ({ name, from: shareOf(before, name), to: shareOf(after, name) }));
  const list = moves.map(({ name, from, to }) => (from === to ? `${name} ${to} %` : `${name} ${from} % → ${to} %`));
  return [`${list.join(", ")}.`, ...moves.flatMap(consequence)].join(" ");
}

/** True where both give every served entity the same, whatever the order. */
export function sameSplit(one: readonly Share[], other: readonly Share[]): boolean {
  return [...one, ...other].every(({ servedEntity }) => shareOf(one, servedEntity) === shareOf(other, servedEntity));
}

/** The share of one served entity; one that the split does not name gets nothing. */
export function shareOf(shares: readonly Share[], servedEntity: string): Percent {
  return shares.find((share) => share.servedEntity === servedEntity)?.percentage ?? 0;
}

/** A refusal whose `missing` follows from the total. */
export function refuse(total: number, reason: string): SplitRefusal {
  return { total, missing: 100 - total, reason };
}

/** The sentence for shares that do not add up. */
export function wrongTotal(total: number): string {
  const off = total < 100 ? `${100 - total} is missing` : `${total - 100} is too much`;
  return `The shares add up to ${total}, not 100; ${off}`;
}

function consequence({ name, from, to }: { name: string; from: Percent; to: Percent }): string[] {
  if (from === 0 && to > 0) return [`${name} will start to get calls.`];
  if (from > 0 && to === 0) return [`${name} will get no calls any more.`];
  const times = Math.round((to / from) * 10) / 10;
  return times >= 2 ? [`${name} will get about ${times} times its calls.`] : [];
}

function keeps(share: Share, asked: ReadonlyMap<string, Percent>): boolean {
  return (asked.get(share.servedEntity) ?? share.percentage) === share.percentage;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
