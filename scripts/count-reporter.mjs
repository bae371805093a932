// A reporter of node:test that prints nothing: it leaves the counts of the whole run in the file that
// MODEL_SERVING_TEST_REPORT names.
import { writeFileSync } from "node:fs";
import process from "node:process";

/** @param {AsyncIterable<import("node:test/reporters").TestEvent>} events */
export default async function* countReporter(events) {
  for await (const { type, data } of events) {
    // Each file has a summary of its own, too; the one of the run names no file.
    if (type === "test:summary" && data.file === undefined) report(data.counts);
  }
  yield "";
}

/** @param {{ passed: number, failed?: number, cancelled: number }} counts */
function report({ passed, failed = 0, cancelled }) {
  const file = process.env.MODEL_SERVING_TEST_REPORT;
  if (file !== undefined) writeFileSync(file, JSON.stringify({ passed, failed: failed + cancelled }));
}
