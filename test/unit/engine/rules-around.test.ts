// The fields around a config, where the law of examples leaves off: severities, bodies of other routes, and silence.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type LintOptions, lint } from "../../../src/engine/index.ts";

function check(yaml: string, findings: readonly string[], options: LintOptions = { expected: true }): void {
  assert.deepEqual(
    lint(yaml, "yaml", options).findings.map(({ severity, rule, message }) => `${severity} ${rule}: ${message}`),
    findings,
  );
}

const custom =
  '{ name: north, entity_name: sea.tides.north, entity_version: "1", workload_size: Small, scale_to_zero_enabled: true }';
const external =
  '{ name: chat, external_model: { name: claude-3-5-haiku-latest, provider: anthropic, task: llm/v1/chat, anthropic_config: { anthropic_api_key: "{{secrets/sea/anthropic}}" } } }';
const served = (entity: string) => `name: tides\nconfig:\n  served_entities:\n    - ${entity}\n`;

describe("a legacy inference table", () => {
  const table = (fields: string) => `${served(custom)}  auto_capture_config: ${fields}\n`;
  const refused =
    "legacy-inference-table: The service refuses the legacy `auto_capture_config`; log payloads with `ai_gateway.inference_table_config`";

  test("is an error where it is enabled, and where nothing is said, for then it is enabled", () => {
    check(table("{ catalog_name: sea, schema_name: logs, enabled: true }"), [`error ${refused}`]);
    check(table("{ catalog_name: sea, schema_name: logs }"), [`error ${refused}`]);
  });

  test("is a warning where it is switched off", () =>
    check(table("{ enabled: false }"), [
      "warning legacy-inference-table: `auto_capture_config` is deprecated and has no effect when it is not enabled; remove it",
    ]));

  test("is a warning where a variable decides", () =>
    check(table('{ catalog_name: sea, schema_name: logs, enabled: "${var.log}" }'), [`warning ${refused}`]));
});

describe("rate limits", () => {
  test("are at home at the top of an AI gateway's own body", () =>
    check("rate_limits: [{ calls: 5, renewal_period: minute }]\nusage_tracking_config: { enabled: true }\n", []));

  test("need their principal for service principals too", () =>
    check(
      "name: tides\nai_gateway:\n  rate_limits: [{ tokens: 5, key: service_principal, renewal_period: minute }]\n",
      ["error rate-limit-complete: `principal` is missing; a limit for a `service_principal` needs the application id"],
    ));

  test("may come from variables", () =>
    check('name: tides\nai_gateway:\n  rate_limits: [{ calls: "${var.calls}", renewal_period: minute }]\n', []));
});

describe("an inference table", () => {
  test("needs no place while it is off, or while a variable decides", () => {
    for (const enabled of ["false", '"${var.log}"'])
      check(`name: tides\nai_gateway: { inference_table_config: { enabled: ${enabled} } }\n`, []);
  });
});

describe("tag keys", () => {
  const tags = (...keys: string[]) => `name: tides\ntags: [${keys.map((key) => `{ key: "${key}" }`).join(", ")}]\n`;

  test("name each reserved character once", () =>
    check(tags("a.b.c/d"), ["error tag-key-valid: Tag key `a.b.c/d` holds `.` and `/`, which tag keys must not"]));

  test("have 255 characters at most", () => {
    check(tags("k".repeat(255)), []);
    check(tags("k".repeat(256)), ["error tag-key-valid: The tag key has 256 characters; 255 are allowed"]);
  });

  test("are not judged where a variable is in them, but the same text twice is the same key", () => {
    check(tags("${var.team}"), []);
    check(tags("${var.team}", "${var.team}"), [
      "error tag-key-valid: Tag `${var.team}` stands twice; an endpoint has each key once",
    ]);
  });
});

describe("fields of custom models", () => {
  test("are told apart from what an endpoint serves", () => {
    check(`${served(external)}route_optimized: true\n`, [
      "error route-optimized-kind: `route_optimized` is for custom models and feature specs; this endpoint serves external models",
    ]);
    check(
      `${served("{ name: llm, entity_name: system.ai.llama, entity_version: 1, max_provisioned_throughput: 980 }")}telemetry_config: { telemetry_profile_id: p }\n`,
      [
        "error telemetry-kind: `telemetry_config` is for custom models; this endpoint serves models with provisioned throughput",
      ],
    );
  });

  test("are fine on custom models, switched off, and where the kind cannot be told", () => {
    check(`${served(custom)}route_optimized: true\ntelemetry_config: { telemetry_profile_id: p }\n`, []);
    check(`${served(external)}route_optimized: false\n`, []);
    check("name: tides\nroute_optimized: true\n", []);
  });
});
