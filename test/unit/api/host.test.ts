// Which hosts a token may travel to.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Misconfigured } from "../../../src/api/errors.ts";
import { type Host, readHost } from "../../../src/api/host.ts";

function check(text: string, expected: Host | RegExp): void {
  if (expected instanceof RegExp) {
    const refused = (error: unknown) =>
      error instanceof Misconfigured && expected.test(error.message) && error.remedy !== "";
    assert.throws(() => readHost(text), refused);
  } else assert.deepEqual(readHost(text), expected);
}

const hosts: [string, Host | RegExp][] = [
  ["https://adb-1.2.azuredatabricks.net", { host: "https://adb-1.2.azuredatabricks.net" }],
  ["adb-1.2.azuredatabricks.net", { host: "https://adb-1.2.azuredatabricks.net" }],
  [" https://dbc-1.cloud.databricks.com/ ", { host: "https://dbc-1.cloud.databricks.com" }],
  ["https://dbc-1.cloud.databricks.com/ml/endpoints#x", { host: "https://dbc-1.cloud.databricks.com" }],
  ["https://adb-1.net/?o=123", { host: "https://adb-1.net", workspaceId: "123" }],
  ["https://adb-1.net/?workspace_id=45", { host: "https://adb-1.net", workspaceId: "45" }],
  ["https://adb-1.net/?w=team-a", { host: "https://adb-1.net", workspaceId: "team-a" }],
  ["https://adb-1.net/?o=abc", { host: "https://adb-1.net" }],
  ["https://proxy.example:8443/x", { host: "https://proxy.example:8443" }],
  ["http://127.0.0.1:8080", { host: "http://127.0.0.1:8080" }],
  ["http://localhost:1", { host: "http://localhost:1" }],
  ["http://[::1]:1", { host: "http://[::1]:1" }],
  ["http://adb-1.net", /must not travel to `http:\/\/adb-1\.net`/],
  ["http://localhost.example.com", /must not travel/],
  ["http://127.0.0.1.example.com", /must not travel/],
  ["http://127.0.0.1@example.com", /credentials/],
  ["https://user:hush@adb-1.net", /^The host `adb-1\.net` is written with credentials in it$/],
  ["file:///etc/passwd", /must not travel/],
  ["ftp://adb-1.net", /must not travel/],
  ["", /not an address/],
  ["https://", /not an address/],
  ["two words", /not an address/],
];

for (const [text, expected] of hosts) {
  test(`the host "${text}" ${expected instanceof RegExp ? "is refused" : `is read as ${expected.host}`}`, () =>
    check(text, expected));
}
