// What a refusal is called, what to do about it, and which buttons help first.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Action, NotReady, NotSignedIn, Refused } from "../../../src/api/errors.ts";
import { readRefusal } from "../../../src/api/refusal.ts";

interface Expected {
  readonly message: RegExp;
  readonly remedy: RegExp;
  readonly actions: readonly Action[];
  readonly kind?: typeof Refused;
}

const ENDPOINT = "GET /api/2.0/serving-endpoints/wine";

function refusal(status: number, body: object, call = ENDPOINT): Refused {
  return readRefusal(new Response(null, { status }), JSON.stringify(body), call, ["secret"]);
}

function check(error: Refused, { message, remedy, actions, kind = Refused }: Expected): void {
  assert.equal(error.constructor, kind);
  assert.match(error.message, message);
  assert.match(error.remedy, remedy);
  assert.deepEqual(error.actions, [...actions, "copy-details"]);
}

const rows: [string, Refused, Expected][] = [
  [
    "400",
    refusal(400, { error_code: "BAD_REQUEST", message: "no" }),
    { message: /refused the request \(400 BAD_REQUEST\)/, remedy: /details/, actions: [] },
  ],
  [
    "400 of an endpoint that is stopped",
    refusal(400, { message: "Endpoint wine is stopped" }),
    { kind: NotReady, message: /there but not ready/, remedy: /Start it/, actions: ["retry", "open-logs"] },
  ],
  [
    "400 of an endpoint without config",
    refusal(400, { message: "Endpoint wine is not ready: no config" }),
    { kind: NotReady, message: /there but not ready/, remedy: /deployment/, actions: ["retry", "open-logs"] },
  ],
  [
    "400 of a guardrail that quotes such words",
    refusal(400, { message: '{"input":"the endpoint is not ready"}' }),
    { message: /refused the request/, remedy: /details/, actions: [] },
  ],
  [
    "401",
    refusal(401, {}),
    { kind: NotSignedIn, message: /not accepted \(401\)/, remedy: /Sign in again/, actions: ["sign-in"] },
  ],
  [
    "403 of a token",
    refusal(403, { message: "Invalid access token." }),
    { kind: NotSignedIn, message: /not accepted/, remedy: /Sign in again/, actions: ["sign-in"] },
  ],
  [
    "403 of a permission",
    refusal(403, { error_code: "PERMISSION_DENIED" }),
    { message: /may not do that/, remedy: /permission/, actions: [] },
  ],
  [
    "404 of an endpoint",
    refusal(404, { error_code: "RESOURCE_DOES_NOT_EXIST" }),
    { message: /no such endpoint or served entity \(404/, remedy: /Refresh/, actions: ["retry"] },
  ],
  [
    "404 that may be a first deployment",
    refusal(404, { error_code: "ENDPOINT_NOT_FOUND" }),
    { message: /or none of it is deployed yet/, remedy: /first deployment/, actions: ["retry"] },
  ],
  [
    "404 of something else",
    refusal(404, {}, "GET /api/2.0/secrets/list?scope=a"),
    { message: /^What was asked for/, remedy: /name/, actions: ["retry"] },
  ],
  [
    "409 of an update",
    refusal(409, { error_code: "RESOURCE_CONFLICT" }),
    { message: /Another update is running/, remedy: /Wait/, actions: ["retry"] },
  ],
  [
    "409 of a name",
    refusal(409, { error_code: "RESOURCE_ALREADY_EXISTS" }),
    { message: /exists already/, remedy: /compare/, actions: [] },
  ],
  ["429", refusal(429, {}), { message: /Too many requests/, remedy: /Wait/, actions: ["retry"] }],
  ["500", refusal(500, {}), { message: /The service failed/, remedy: /logs/, actions: ["retry", "open-logs"] }],
];
for (const [what, error, expected] of rows) test(`${what} is told with its way out`, () => check(error, expected));

test("the details say everything that helps somebody else, in lines", () => {
  const body = { error_code: "BAD_REQUEST", message: "secret is wrong", details: [{ request_id: "r1" }] };
  assert.deepEqual(refusal(400, body).details.split("\n"), [
    "The service refused the request (400 BAD_REQUEST). See the details for what it did not accept",
    ENDPOINT,
    "The service says: … is wrong",
    "Request id: r1",
  ]);
});
