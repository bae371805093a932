// Departures from the schema, where the law of examples leaves off: one best finding for each place.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { applyTextEdits, type Format, lint, textEdits } from "../../../src/engine/index.ts";

function check(text: string, findings: readonly string[], { format = "yaml" as Format, fixed = "" } = {}): void {
  const report = lint(text, format, { expected: true });
  assert.deepEqual(
    report.findings.map(({ severity, rule, message }) => `${severity} ${rule}: ${message}`),
    findings,
  );
  if (fixed === "") return;
  const edits = report.findings[0]?.fixes[0]?.edits ?? [];
  assert.equal(applyTextEdits(text, textEdits(report.document, edits)), fixed);
}

const sized = "workload_size: Small, scale_to_zero_enabled: true";
const served = (entity: string) => `name: tides\nconfig:\n  served_entities:\n    - ${entity}\n`;
const north = `{ name: north, entity_name: sea.tides.north, entity_version: "1", ${sized} }`;

describe("a key that the service does not know", () => {
  test("stands for the required field that it was meant to be, and is an error then", () =>
    check(`${served(north)}  traffic_config:\n    routes: [{ served_entity_name: north, trafic_percentage: 100 }]\n`, [
      "error unknown-field: `trafic_percentage` is no field that the service knows here; did you mean `traffic_percentage`?",
    ]));

  test("has no suggestion where nothing comes close", () =>
    check("name: tides\nmoon: full\n", ["warning unknown-field: `moon` is no field that the service knows here"]));

  test("may be one of JavaScript's own names", () => {
    for (const key of ["__proto__", "constructor", "toString"])
      check(`name: tides\n${key}: 1\n`, [`warning unknown-field: \`${key}\` is no field that the service knows here`]);
  });
});

describe("a field at the wrong level", () => {
  test("moves to the only entity, and into a block that is there", () =>
    check(
      `${served('{ name: chat, openai_api_key: "{{secrets/sea/openai}}", external_model: { name: gpt-4o, provider: openai, task: llm/v1/chat, openai_config: { openai_organization: tides } } }')}`,
      ["error field-in-right-place: `openai_api_key` does not belong here; it is a field of `openai_config`"],
      {
        fixed: served(
          '{ name: chat, external_model: { name: gpt-4o, provider: openai, task: llm/v1/chat, openai_config: { openai_organization: tides, openai_api_key: "{{secrets/sea/openai}}" } } }',
        ),
      },
    ));

  test("stays where two entities could take it", () =>
    check(
      `${served(north).trimEnd()}\n    - ${north.replaceAll("north", "south")}\n  traffic_config:\n    routes: [{ served_entity_name: north, traffic_percentage: 50 }, { served_entity_name: south, traffic_percentage: 50 }]\n  workload_type: CPU\n`,
      ["error field-in-right-place: `workload_type` does not belong here; it is a field of the served entity"],
    ));

  test("is told of in the body of a config, which has no other level", () =>
    check(
      `served_entities:\n  - ${north}\ntags: [{ key: team }]\nai_gateway: { usage_tracking_config: { enabled: true } }\n`,
      [
        "error field-in-right-place: `tags` does not belong here; it is a field of the endpoint itself, beside `config`",
        "error field-in-right-place: `ai_gateway` does not belong here; it is a field of the endpoint itself, beside `config`",
      ],
    ));

  test("goes into the routes that are there", () =>
    check(
      `${served(`{ name: north, entity_name: sea.tides.north, entity_version: "1", ${sized}, traffic_percentage: 100 }`)}  traffic_config:\n    routes: [{ served_entity_name: north }]\n`,
      [
        "error field-in-right-place: `traffic_percentage` does not belong in a served entity; the shares stand in `traffic_config.routes`",
      ],
      {
        fixed: `${served(north)}  traffic_config:\n    routes: [{ served_entity_name: north, traffic_percentage: 100 }]\n`,
      },
    ));
});

describe("a required field", () => {
  test("is not missed in the older of two lists, which is to go", () => {
    const { findings } = lint(`${served(north)}  served_models: [{ name: north }]\n`, "yaml", { expected: true });
    assert.deepEqual(
      findings.filter(({ rule }) => rule === "required-field"),
      [],
    );
  });

  test("that is null is filled in where it stands", () =>
    check(
      `${served(north)}  traffic_config:\n    routes: [{ served_entity_name: north, traffic_percentage: null }]\n`,
      ["error required-field: `traffic_percentage` is missing in an item of `routes`"],
      {
        fixed: `${served(north)}  traffic_config:\n    routes: [{ served_entity_name: north, traffic_percentage: 100 }]\n`,
      },
    ));

  test("takes the name that the config holds", () =>
    check(
      `config:\n  name: tides\n  served_entities:\n    - ${north}\n`,
      ["error required-field: `name` is missing in the endpoint config"],
      { fixed: `config:\n  name: tides\n  served_entities:\n    - ${north}\nname: tides\n` },
    ));
});

describe("a value", () => {
  test("outside its list is an error where the list is closed, with the nearest one", () =>
    check("name: tides\nai_gateway:\n  guardrails: { input: { pii: { behavior: block } } }\n", [
      "error allowed-value: `behavior` is `block`, but has to be one of `NONE`, `BLOCK`, `MASK`; did you mean `BLOCK`?",
    ]));

  test("that is an object where a word belongs is of the wrong type", () =>
    check("name: tides\nai_gateway:\n  guardrails: { input: { pii: { behavior: { block: true } } } }\n", [
      "error value-type: `behavior` is an object, and has to be a string",
    ]));

  test("may be in any case where the service does not mind", () =>
    check(
      served(
        '{ name: chat, external_model: { name: titan, provider: amazon-bedrock, task: llm/v1/chat, amazon_bedrock_config: { aws_region: eu-west-1, bedrock_provider: Amazon, instance_profile_arn: "arn:aws:iam::000000000000:instance-profile/sea" } } }',
      ),
      [],
    ));

  test("that is a fraction has the range of fractions", () =>
    check(`${served(north)}telemetry_config: { inference_table_config: { sampling_fraction: 1.5 } }\n`, [
      "error value-type: `sampling_fraction` is 1.5; allowed are numbers from 0 to 1",
    ]));

  test("in a variable has every type", () =>
    check(
      `name: tides\nroute_optimized: \${var.fast}\ntags: \${var.tags}\nconfig: \${var.config}\nai_gateway: { rate_limits: "\${var.limits}" }\n`,
      [],
    ));
});

test("a version may be a number in YAML, and is better quoted in JSON", () => {
  const entity = {
    name: "north",
    entity_name: "sea.tides.north",
    entity_version: 1,
    workload_size: "Small",
    scale_to_zero_enabled: true,
  };
  const text = JSON.stringify({ name: "tides", config: { served_entities: [entity] } });
  check(text, []);
  check(
    text,
    ['information quoted-value: `entity_version` is a number; the service takes it, stricter tools want `"1"`'],
    {
      format: "json",
    },
  );
});
