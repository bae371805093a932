// The status bar: which connection commands go to.
import { type Disposable, StatusBarAlignment, ThemeColor, window } from "vscode";
import type { Connections } from "./connections.ts";
import { Lifetime } from "./lifetime.ts";

export function registerStatus(connections: Connections): Disposable {
  const lifetime = new Lifetime();
  const item = lifetime.own(window.createStatusBarItem("modelServing.connection", StatusBarAlignment.Left));
  item.name = "Model Serving Connection";
  item.command = "modelServing.selectConnection";
  const update = () => {
    const { active } = connections;
    item.text = active ? `$(plug) ${active.label}` : "$(debug-disconnect) No connection";
    item.tooltip = active
      ? `Model Serving: ${active.label} (${active.description}${active.production ? ", production" : ""})`
      : "Model Serving: choose a connection";
    item.backgroundColor = active?.production ? new ThemeColor("statusBarItem.warningBackground") : undefined;
    item.show();
  };
  lifetime.own(connections.onDidChange(update));
  update();
  return lifetime;
}
