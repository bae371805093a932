// Error bodies in all the shapes that have been met.
import assert from "node:assert/strict";
import { test } from "node:test";
import { NotSignedIn, type Refused } from "../../../src/api/errors.ts";
import { readRefusal } from "../../../src/api/refusal.ts";

function read(body: string, status = 400, headers: Record<string, string> = {}): Refused {
  return readRefusal(new Response(null, { status, headers }), body, "GET /x", ["dapi-secret"]);
}

function check(body: string, expected: { code?: string; detail: string; requestId?: string }): void {
  const { code, detail, requestId } = read(body);
  assert.deepEqual({ code, detail, requestId }, { code: undefined, requestId: undefined, ...expected });
}

const shapes: [string, string, { code?: string; detail: string; requestId?: string }][] = [
  ["code and message", '{"error_code":"BAD_REQUEST","message":"no"}', { code: "BAD_REQUEST", detail: "no" }],
  ["a numeric code", '{"error_code":400,"message":"no"}', { code: "400", detail: "no" }],
  ["an error text", '{"error":"no"}', { detail: "no" }],
  ["an error object", '{"error":{"code":"x","message":"no"}}', { code: "x", detail: "no" }],
  ["a SCIM detail", '{"status":"404","detail":"no"}', { detail: "no" }],
  ["a coded line", "PERMISSION_DENIED: no\nreally", { code: "PERMISSION_DENIED", detail: "no\nreally" }],
  ["a coded line as JSON", '"PERMISSION_DENIED: no"', { code: "PERMISSION_DENIED", detail: "no" }],
  ["a page", "<html><body><h2>Error</h2><pre>  no\n</pre></body></html>", { detail: "no" }],
  ["plain text", "  no way \n", { detail: "no way" }],
  ["nothing", "", { detail: "" }],
  ["a list", "[1]", { detail: "[1]" }],
  [
    "a request id among its details",
    '{"message":"no","details":[{"@type":"a"},{"request_id":"r1"}]}',
    { detail: "no", requestId: "r1" },
  ],
];
for (const [what, body, expected] of shapes) test(`a refusal is read from ${what}`, () => check(body, expected));

test("a header's request id wins over the body's", () => {
  assert.equal(read('{"details":[{"request_id":"r1"}]}', 400, { "x-request-id": "r2" }).requestId, "r2");
});

test("what is wrong with the token is told from a missing permission", () => {
  assert.ok(read("", 401) instanceof NotSignedIn);
  assert.ok(read('{"error_code":"403","message":"Invalid access token."}', 403) instanceof NotSignedIn);
  assert.ok(!(read('{"error_code":"PERMISSION_DENIED","message":"no"}', 403) instanceof NotSignedIn));
});

test("a date to retry after is read as seconds from now", () => {
  const past = read("", 429, { "retry-after": "Thu, 01 Jan 2015 00:00:00 GMT" });
  assert.equal(past.retryAfter, 0);
  assert.equal(read("", 429, { "retry-after": "soon" }).retryAfter, undefined);
  assert.equal(read("", 429, { "retry-after": "3" }).retryAfter, 3);
});

test("an echoed token is cut out of everything", () => {
  const error = read('{"message":"Bearer dapi-secret is bad"}');
  assert.deepEqual([error.detail, error.body], ["Bearer … is bad", '{"message":"Bearer … is bad"}']);
});
