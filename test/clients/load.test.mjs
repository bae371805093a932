// Under load the emulator is at least half as quick as a server that does nothing, fails nobody, keeps nothing, and
// deals its answers out as configured.
import assert from "node:assert/strict";
import { test } from "node:test";
import { measureLoad } from "./load.mjs";

test("64 connections for 10 seconds, and 50,000 answers", { timeout: 5 * 60_000 }, async (t) => {
  const { ours, bare, ratio, failures, resident, answered, split } = await measureLoad({
    seconds: 10,
    atLeast: 50_000,
  });
  const megabytes = resident.map((bytes) => Math.round(bytes / 2 ** 20));
  t.diagnostic(`${ours} requests/s, a bare server ${bare}, ratio ${ratio.toFixed(2)}`);
  t.diagnostic(`resident MB after each turn: ${megabytes.join(", ")}; answered: ${JSON.stringify(answered)}`);
  assert.ok(ratio >= 0.5, `ratio ${ratio}`);
  assert.equal(failures, 0);
  const [first = 0, last = 0] = [megabytes.at(0), megabytes.at(-1)];
  assert.ok(last <= first * 1.25, `memory grew: ${megabytes} MB`);

  const total = Object.values(answered).reduce((sum, count) => sum + count, 0);
  assert.ok(total >= 50_000, `${total} answers`);
  for (const [name, percentage] of Object.entries(split)) {
    const share = percentage / 100;
    const observed = (answered[name] ?? 0) / total;
    // Of a binomial distribution.
    const interval = 2.576 * Math.sqrt((share * (1 - share)) / total);
    assert.ok(Math.abs(observed - share) <= interval, `${name}: ${observed}`);
  }
});
