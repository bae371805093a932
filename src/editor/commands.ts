// All commands; package.json contributes the same ones under the same titles, which a test compares.
import type { Command } from "./command.ts";
import {
  addConnection,
  refresh,
  selectConnection,
  showLog,
  signOut,
  startEmulator,
  stopEmulator,
} from "./commands/connection.ts";
import { deploy } from "./commands/deploy.ts";
import {
  buildLogs,
  copyCurl,
  copyName,
  copyUrl,
  metrics,
  openInBrowser,
  openLive,
  pullToFile,
  serviceLogs,
} from "./commands/look.ts";
import { deleteEndpoint, start, stop, undoSplit } from "./commands/manage.ts";
import { newConfig } from "./commands/new-config.ts";
import { query } from "./commands/query.ts";
import { rebalance } from "./commands/rebalance.ts";

export const COMMANDS: readonly Command<never>[] = [
  deploy,
  rebalance,
  query,
  undoSplit,
  openLive,
  pullToFile,
  buildLogs,
  serviceLogs,
  metrics,
  copyName,
  copyUrl,
  copyCurl,
  openInBrowser,
  stop,
  start,
  deleteEndpoint,
  newConfig,
  addConnection,
  selectConnection,
  signOut,
  startEmulator,
  stopEmulator,
  refresh,
  showLog,
];
