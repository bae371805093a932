// Routes and the split, where the law of examples leaves off: which of several rules speaks, and when none does.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { applyTextEdits, type LocateOptions, lint, textEdits } from "../../../src/engine/index.ts";

interface Expected {
  /** `severity rule: message`, in the order of the text. */
  readonly findings: readonly string[];
  /** The text after the first finding's fix of this index. */
  readonly fix?: readonly [index: number, text: string];
}

function check(yaml: string, { findings, fix }: Expected, options: LocateOptions = { expected: true }): void {
  const report = lint(yaml, "yaml", options);
  assert.deepEqual(
    report.findings.map(({ severity, rule, message }) => `${severity} ${rule}: ${message}`),
    findings,
  );
  if (fix === undefined) return;
  const [index, text] = fix;
  const edits = report.findings[0]?.fixes[index]?.edits ?? [];
  assert.equal(applyTextEdits(yaml, textEdits(report.document, edits)), text);
}

const entity = (name: string) =>
  `{ name: ${name}, entity_name: sea.tides.${name.replace(/\W/g, "")}, entity_version: "1", workload_size: Small, scale_to_zero_enabled: true }`;

function config(entities: readonly string[], routes: readonly string[]): string {
  const list = (items: readonly string[], indent: string) => items.map((item) => `\n${indent}- ${item}`).join("");
  return `name: tides\nconfig:\n  served_entities:${list(entities.map(entity), "    ")}\n  traffic_config:\n    routes:${list(routes, "      ")}\n`;
}

const route = (name: string, share: number | string) => `{ served_entity_name: ${name}, traffic_percentage: ${share} }`;

describe("one rule speaks for one mistake:", () => {
  test("a slip in a route's name also leaves its entity without a route, which is not said again", () =>
    check(config(["north", "south"], [route("north", 90), route("suoth", 10)]), {
      findings: [
        "error route-names-served-entity: Route names `suoth`, which is no served entity; did you mean `south`?",
      ],
    }));

  test("a route to an entity that does not exist still counts in the sum", () =>
    check(config(["north", "south"], [route("north", 90), route("south", 5), route("west", 10)]), {
      findings: [
        "error traffic-sums-to-100: Traffic adds up to 105, not 100; 5 too many",
        "error route-names-served-entity: Route names `west`, which is no served entity; there are `north`, `south`",
      ],
    }));

  test("a forgotten route explains a sum below 100, and gets what is missing", () =>
    check(config(["north", "south"], [route("north", 90)]), {
      findings: [
        "error every-entity-has-route: `south` has no route, and the others leave 10 of 100; add one with that share",
      ],
    }));

  test("of two forgotten routes nobody knows which has the missing share", () =>
    check(config(["north", "south", "west"], [route("north", 90)]), {
      findings: [
        "warning every-entity-has-route: `south` has no route and gets no traffic; add one at 0 % if that is meant",
        "warning every-entity-has-route: `west` has no route and gets no traffic; add one at 0 % if that is meant",
        "error traffic-sums-to-100: Traffic adds up to 90, not 100; 10 is missing",
      ],
    }));

  test("a route that stands twice is not also a wrong sum or an entity without one", () =>
    check(config(["north", "south"], [route("north", 90), route("north", 20)]), {
      findings: ["error route-unique: `north` has a route already; every served entity has one"],
      fix: [0, config(["north", "south"], [route("north", 90), route("south", 20)])],
    }));

  test("two names in one route are not judged one by one", () =>
    check(config(["north"], ["{ served_entity_name: nroth, served_model_name: north, traffic_percentage: 100 }"]), {
      findings: [
        "error route-name-agrees: The route names `nroth` and `north`; `served_entity_name` and `served_model_name` have to be the same",
      ],
      fix: [0, config(["north"], ["{ served_entity_name: north, served_model_name: north, traffic_percentage: 100 }"])],
    }));

  test("where both names exist either may be the slip, and both ways out are offered", () => {
    const routes = ["{ served_entity_name: north, served_model_name: south, traffic_percentage: 100 }"];
    const kept = ["{ served_entity_name: south, served_model_name: south, traffic_percentage: 100 }"];
    check(config(["north", "south"], routes), {
      findings: [
        "error route-name-agrees: The route names `north` and `south`; `served_entity_name` and `served_model_name` have to be the same",
      ],
      fix: [1, config(["north", "south"], kept)],
    });
  });

  test("a misspelt key of a route is not also a missing one", () =>
    check(config(["north"], ["{ name: north, traffic_percentage: 100 }"]), {
      findings: [
        "warning unknown-field: `name` is no field that the service knows here; did you mean `served_entity_name`?",
      ],
    }));

  test("a share that is out of range is told there, not in the sum", () =>
    check(config(["north", "south"], [route("north", 120), route("south", 10)]), {
      findings: ["error value-type: `traffic_percentage` is 120; allowed are whole numbers from 0 to 100"],
    }));
});

describe("a sum that is not 100", () => {
  test("is offered to be scaled as well", () =>
    check(config(["north", "south"], [route("north", 60), route("south", 20)]), {
      findings: ["error traffic-sums-to-100: Traffic adds up to 80, not 100; 20 is missing"],
      fix: [1, config(["north", "south"], [route("north", 75), route("south", 25)])],
    }));

  test("is split evenly where all shares are 0, and the way to switch an endpoint off is named", () =>
    check(config(["north", "south"], [route("north", 0), route("south", 0)]), {
      findings: [
        "error traffic-sums-to-100: Traffic adds up to 0, not 100; 100 is missing. To switch the endpoint off, stop or delete it",
      ],
      fix: [1, config(["north", "south"], [route("north", 50), route("south", 50)])],
    }));
});

describe("what cannot be known is not judged:", () => {
  test("a share from a variable", () =>
    check(config(["north", "south"], [route("north", '"${var.north}"'), route("south", 10)]), { findings: [] }));

  test("a route to a name from a variable", () =>
    check(config(["north"], [route('"${var.model}"', 100)]), { findings: [] }));

  test("a route beside an entity whose name is a variable", () =>
    check(config(['"${var.model}"'], [route("north", 100)]), { findings: [] }));

  test("the same variable on both sides is the same name, so the other entity has no route", () =>
    check(config(['"${var.model}"', "south"], [route('"${var.model}"', 100)]), {
      findings: [
        "warning every-entity-has-route: `south` has no route and gets no traffic; add one at 0 % if that is meant",
      ],
    }));

  test("routes to served entities that come from a variable as a whole", () =>
    check(
      "name: tides\nconfig:\n  served_entities: ${var.entities}\n  traffic_config:\n    routes:\n      - { served_entity_name: north, traffic_percentage: 100 }\n",
      { findings: [] },
    ));

  test("traffic that comes from a variable as a whole", () =>
    check(
      `name: tides\nconfig:\n  served_entities:\n    - ${entity("north")}\n    - ${entity("south")}\n  traffic_config: \${var.traffic}\n`,
      { findings: [] },
    ));

  test("what a bundle's target changes of the routes", () =>
    check(
      "targets:\n  prod:\n    resources:\n      model_serving_endpoints:\n        tides:\n          config:\n            traffic_config:\n              routes:\n                - { served_entity_name: north, traffic_percentage: 90 }\n",
      { findings: [] },
    ));
});
