// The page of the request panel. It holds no data: everything that is shown arrives as a message and is set as text.
import { randomBytes } from "node:crypto";
import * as vscode from "vscode";

/** The page for scripts and styles in `dist`, under a policy that allows only these two files. */
export function webviewHtml(webview: vscode.Webview, dist: vscode.Uri): string {
  const nonce = randomBytes(16).toString("base64");
  const script = webview.asWebviewUri(vscode.Uri.joinPath(dist, "panel.js"));
  const style = webview.asWebviewUri(vscode.Uri.joinPath(dist, "panel.css"));
  const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${style}">
<title>Model Serving request</title>
</head>
<body>
<main id="panel"></main>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}
