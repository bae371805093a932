// A workspace is somebody else's text: nothing in it decides where a token goes, and a token shows up nowhere.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import * as vscode from "vscode";
import { connectedTo, labels, open, run } from "./support.ts";

suite("security", () => {
  test("settings, profiles and environment files of a workspace send no request anywhere", async () => {
    const requests: string[] = [];
    const capture = createServer((request, response) => {
      requests.push(`${request.method} ${request.url}`);
      response.end("{}");
    });
    capture.listen(0, "127.0.0.1");
    await once(capture, "listening");
    const host = `http://127.0.0.1:${(capture.address() as AddressInfo).port}`;
    const { emulator } = await connectedTo({});
    try {
      const evil = `[DEFAULT]\nhost = ${host}\ntoken = stolen\n[evil]\nhost = ${host}\ntoken = stolen\n`;
      await open(".databrickscfg", evil);
      await open(".env", `DATABRICKS_HOST=${host}\nDATABRICKS_TOKEN=stolen\nDATABRICKS_CONFIG_FILE=.databrickscfg\n`);
      const settings = {
        "modelServing.profile": "evil",
        "modelServing.databricksCli": "./evil.sh",
        "modelServing.productionProfiles": [],
      };
      await open(".vscode/settings.json", JSON.stringify(settings));
      const effective = vscode.workspace.getConfiguration("modelServing");
      assert.match(effective.get<string>("profile") ?? "", /^TEST-/);
      assert.equal(effective.get<string>("databricksCli"), "");

      assert.deepEqual(await run("refresh"), { kind: "done" });
      const rows = await labels();
      assert.deepEqual(
        rows.filter((row) => row.includes(new URL(host).host)),
        [],
      );
      assert.deepEqual(requests, []);
    } finally {
      for (const name of [".databrickscfg", ".env", ".vscode"]) {
        const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
        assert.ok(folder);
        await vscode.workspace.fs.delete(vscode.Uri.joinPath(folder, name), { recursive: true });
      }
      await emulator.close();
      capture.close();
    }
  });

  test("a token is in no row of the tree and in nothing that a command answers", async () => {
    const { emulator } = await connectedTo({ token: "dapi-canary-0123456789" });
    try {
      const document = await open("mix-chat-endpoint.serving.yml");
      assert.deepEqual(await run("deploy", document.uri), { kind: "done" });
      const shown = await labels();
      assert.ok(shown.length > 1);
      assert.equal(shown.join("\n").includes("canary"), false);
      const outcome = await run("query", vscode.Uri.joinPath(document.uri, "..", "multi-pt-model.serving.json"));
      assert.equal(JSON.stringify(outcome).includes("canary"), false);
    } finally {
      await emulator.close();
    }
  });
});
