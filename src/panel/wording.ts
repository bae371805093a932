// The panel's sentences and numbers, made from the state. Pure, so that what is said to the eye and what is said to a
// screen reader come from one place.
import type { Count } from "../protocol.ts";
import { pretty } from "./pretty.ts";
import { isRunning, type Run, type State, type Tab } from "./state.ts";

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const tenth = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });

export function number(value: number): string {
  return whole.format(value);
}

export function milliseconds(value: number): string {
  return `${whole.format(value)} ms`;
}

export function percent(value: number): string {
  return `${tenth.format(value)} %`;
}

/** `85.6–93.8 %`, from two numbers of per cent. */
export function interval(low: number, high: number): string {
  return `${tenth.format(low)}–${percent(high)}`;
}

/** `1 call`, `200 calls`. */
export function plural(count: number, noun: string): string {
  return `${whole.format(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** The name, or words for the empty name of answers that carried none. */
export function entityLabel(servedEntity: string): string {
  return servedEntity === "" ? "not named" : servedEntity;
}

/** `current 181, challenger 19`. */
export function countsInWords(counts: readonly Count[]): string {
  return counts.map(({ servedEntity, answers }) => `${entityLabel(servedEntity)} ${number(answers)}`).join(", ");
}

/** Where the run stands, in a few words for the response's first line. */
export function progress(run: Run): string {
  const { end, measured, head } = run;
  if (isRunning(run) && run.cancelling) return "Cancelling…";
  if (end?.type === "failed") return end.cancelled ? end.message : "Failed";
  if (run.kind === "measure") {
    const answered = `${number(measured?.done ?? 0)} of ${plural(run.calls, "call")}`;
    return measured?.failures ? `${answered}, ${number(measured.failures)} failed` : answered;
  }
  if (end) return "";
  if (head) return head.streaming ? "Streaming…" : "Receiving…";
  return run.slow ? "No answer yet; a served entity may be scaling up from zero" : "Waiting for the answer…";
}

/** What a screen reader is told. It changes at a run's milestones only, never with each piece of an answer. */
export function announcement({ refusal, run }: State): string {
  if (refusal !== undefined) return `Not sent. ${refusal}`;
  if (run === undefined) return "";
  const { end, head, measured } = run;
  if (end === undefined) return head || measured ? "" : progress(run);
  if (end.type === "failed") {
    if (end.cancelled) return end.message;
    return end.remedy === undefined ? end.message : `${end.message}. ${end.remedy}`;
  }
  if (measured) return `${plural(measured.done, "call")} done: ${countsInWords(measured.counts)}`;
  const who = head?.servedEntity ?? "The endpoint";
  return `${who} answered with status ${head?.status ?? "unknown"} in ${milliseconds(end.elapsed)}`;
}

/** The text of one tab, which Open makes a document of. */
export function tabText(run: Run, tab: Tab): string {
  const raw = run.measured ? [JSON.stringify(run.measured.counts)] : run.chunks;
  if (tab === "headers") {
    const headers = Object.entries(run.head?.headers ?? {});
    return headers.map(([name, value]) => `${name}: ${value}`).join("\n");
  }
  if (tab === "raw") return raw.join("\n");
  if (run.head?.streaming) return run.text || raw.join("\n");
  return pretty(raw.join(""));
}
