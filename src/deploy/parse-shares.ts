// What a person types for a split, such as `80 20`, `90/10`, `challenger 25` or `current=50 challenger=50`, read
// against the split there is. Text that is not finished yet is refused with what is still missing.
import type { Percent } from "../api/types.ts";
import { rebalance, refuse, type Share, type SplitResult, wrongTotal } from "./split.ts";

type Reading = { readonly asked: ReadonlyMap<string, Percent> } | { readonly total: number; readonly reason: string };

/**
 * Numbers alone are the shares in order, one for each served entity. Names with numbers set those; the others divide
 * the rest in proportion (see `rebalance`). A name may be shortened while it means only one served entity.
 */
export function parseShares(text: string, current: readonly Share[], locked?: ReadonlySet<string>): SplitResult {
  const words = text.split(/[\s=:,;/|%]+/).filter((word) => word !== "");
  if (words.length === 0) return refuse(0, `Type shares, such as \`${example(current)}\``);
  const inOrder = !/[=:]/.test(text) && words.every(looksLikeNumber);
  const reading = inOrder ? readInOrder(words, current) : readNamed(words, current);
  if ("reason" in reading) return refuse(reading.total, reading.reason);
  return rebalance(current, reading.asked, locked);
}

function readInOrder(words: readonly string[], current: readonly Share[]): Reading {
  const numbers = words.map(Number);
  const total = totalOf(numbers);
  const wrong = words.find((word) => !isShare(word));
  if (wrong !== undefined) return { total, reason: notAShare(wrong) };
  const without = current.slice(words.length).map((share) => `\`${share.servedEntity}\``);
  if (without.length > 0) {
    const names = without.join(", ");
    return {
      total,
      reason: total === 100 ? `No share for ${names}; type 0 for none` : `${wrongTotal(total)} for ${names}`,
    };
  }
  if (words.length > current.length) {
    return { total, reason: `${count(words.length, "share")} for ${countEntities(current.length)}` };
  }
  if (total !== 100) return { total, reason: wrongTotal(total) };
  return { asked: new Map(current.map((share, index) => [share.servedEntity, numbers[index] ?? 0])) };
}

function readNamed(words: readonly string[], current: readonly Share[]): Reading {
  const asked = new Map<string, Percent>();
  for (let at = 0; at < words.length; at += 2) {
    const [word = "", value] = words.slice(at, at + 2);
    const total = totalOf([...asked.values()]);
    const name = resolve(word, current);
    if ("reason" in name) return { total, reason: name.reason };
    const { servedEntity } = name;
    if (value === undefined)
      return { total, reason: `\`${servedEntity}\` needs a share, such as \`${servedEntity} 25\`` };
    if (!isShare(value)) return { total, reason: notAShare(value) };
    if (asked.has(servedEntity)) return { total, reason: `\`${servedEntity}\` is named twice` };
    asked.set(servedEntity, Number(value));
  }
  return { asked };
}

function resolve(word: string, current: readonly Share[]): Share | { readonly reason: string } {
  const exact = current.find((share) => share.servedEntity === word);
  if (exact) return exact;
  const begun = current.filter((share) => share.servedEntity.toLowerCase().startsWith(word.toLowerCase()));
  const [first, second] = begun;
  if (first && !second) return first;
  const names = (begun.length > 0 ? begun : current).map((share) => `\`${share.servedEntity}\``).join(", ");
  return {
    reason: first ? `\`${word}\` may be any of ${names}` : `No served entity is called \`${word}\`; there is ${names}`,
  };
}

function example(current: readonly Share[]): string {
  return current.map((share) => share.percentage).join(" ") || "100";
}

function looksLikeNumber(word: string): boolean {
  return /^[-+]?\d*\.?\d+$/.test(word);
}

function isShare(word: string): boolean {
  return /^\d{1,3}$/.test(word) && Number(word) <= 100;
}

function notAShare(word: string): string {
  return `\`${word}\` is no share; shares are whole numbers from 0 to 100`;
}

function totalOf(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function countEntities(number: number): string {
  return number === 1 ? "1 served entity" : `${number} served entities`;
}
