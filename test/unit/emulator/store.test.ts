// Whatever is sent, it is taken and shown again or refused as the service refuses: never anything else.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { detailed, summary } from "../../../src/emulator/control-plane/render.ts";
import { createFaults } from "../../../src/emulator/faults.ts";
import { refusedInUpdate, ServiceError, tolerated, words } from "../../../src/emulator/messages.ts";
import { paceOf } from "../../../src/emulator/workspace/pace.ts";
import { createStore } from "../../../src/emulator/workspace/store.ts";
import { RULES } from "../../../src/engine/index.ts";

const whole = {
  name: "wine",
  tags: [{ key: "team", value: "a" }],
  ai_gateway: { rate_limits: [{ calls: 5, key: "user", renewal_period: "minute" }] },
  config: {
    served_entities: [
      { name: "red", entity_name: "main.a.red", entity_version: "1", scale_to_zero_enabled: true },
      { name: "white", entity_name: "main.a.white", entity_version: "2", environment_vars: { A: "b" } },
    ],
    traffic_config: {
      routes: [
        { served_model_name: "red", traffic_percentage: 40 },
        { served_model_name: "white", traffic_percentage: 60 },
      ],
    },
  },
};

/** What becomes of a body: the status it is answered with. */
function check(body: unknown): void {
  const options = { now: () => 0, pace: paceOf({}), deploymentFaults: createFaults().onDeployment, endpoints: [] };
  const store = createStore(options);
  try {
    const endpoint = store.create(body);
    JSON.stringify([detailed(endpoint, 0, 0), summary(endpoint)]);
    store.deploy(endpoint.name, body);
  } catch (error) {
    assert.ok(error instanceof ServiceError, String(error));
    assert.ok(error.status >= 400 && error.status < 500, `${error.status}`);
  }
}

/** The value with something else at one place of it. */
function replaced(value: unknown, path: readonly number[], other: unknown): unknown {
  if (typeof value !== "object" || value === null || path.length === 0) return other;
  const entries = Object.entries(value);
  const [step = 0, ...rest] = path;
  const at = step % Math.max(1, entries.length);
  const changed = entries.map(([key, item], index) => [key, index === at ? replaced(item, rest, other) : item]);
  return Array.isArray(value) ? changed.map(([, item]) => item) : Object.fromEntries(changed);
}

test("any JSON is taken or refused", () => fc.assert(fc.property(fc.jsonValue(), check), { numRuns: 300 }));

test("a body with any JSON in any place is taken or refused", () => {
  const path = fc.array(fc.nat(9), { maxLength: 6 });
  const property = fc.property(path, fc.jsonValue(), (steps, other) => check(replaced(whole, steps, other)));
  fc.assert(property, { numRuns: 1500 });
});

test("every rule that the emulator treats specially is there", () => {
  const ids = new Set(RULES.map(({ id }) => id));
  const named = [...Object.keys(words), ...tolerated, ...refusedInUpdate];
  assert.deepEqual(
    named.filter((id) => !ids.has(id)),
    [],
  );
});
