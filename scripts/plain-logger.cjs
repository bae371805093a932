// Stands in for VS Code's native logger (`@vscode/spdlog`), which would need a compiler: without either, a browser
// workbench writes no log and every log output channel stays empty. Appends lines to one file; does not rotate it.
const { appendFileSync, mkdirSync } = require("node:fs");
const { dirname } = require("node:path");

const levels = ["trace", "debug", "info", "warning", "error", "critical"];

class Logger {
  constructor(_type, _name, file) {
    this.file = file;
    this.level = levels.indexOf("info");
    this.decorated = true;
  }

  trace(message) {
    this.write(0, message);
  }
  debug(message) {
    this.write(1, message);
  }
  info(message) {
    this.write(2, message);
  }
  warn(message) {
    this.write(3, message);
  }
  error(message) {
    this.write(4, message);
  }
  critical(message) {
    this.write(5, message);
  }

  write(level, message) {
    if (level >= this.level) appendFileSync(this.file, this.decorated ? decorate(level, message) : message);
  }

  getLevel() {
    return this.level;
  }
  setLevel(level) {
    this.level = level;
  }
  clearFormatters() {
    this.decorated = false;
  }

  // VS Code only ever sets the pattern that `decorate` writes, and nothing is buffered.
  setPattern() {}
  flush() {}
  drop() {}
}

/** `2026-01-31 12:00:00.000 [info] text`, which the output view knows how to colour. */
function decorate(level, message) {
  const now = new Date();
  const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString();
  return `${local.slice(0, 10)} ${local.slice(11, 23)} [${levels[level]}] ${message}\n`;
}

async function createLogger(_name, file) {
  mkdirSync(dirname(file), { recursive: true });
  return new Logger("rotating", _name, file);
}

// Assigned one by one: only so does `import` see their names.
exports.version = 0;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = createLogger;
exports.createAsyncRotatingLogger = createLogger;
