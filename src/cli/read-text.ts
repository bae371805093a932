// Bytes to text, and the sentence that says why some bytes are none. Which files to read is not decided here.
import { readFile, stat } from "node:fs/promises";

export interface Text {
  readonly text: string;
  /** The file starts with a byte order mark, which is no part of `text`. */
  readonly mark: boolean;
}

/** Why there is no text. */
export interface Trouble {
  readonly trouble: string;
  /** It may well be a text, and nobody can tell: permissions, a broken disk. */
  readonly hidden: boolean;
}

const MARK = "\uFEFF";
const MOST_MEGABYTES = 20;

/** Reads a file of any kind and size. Never throws for what is wrong with the file. */
export async function readText(file: string): Promise<Text | Trouble> {
  try {
    const { size } = await stat(file);
    if (size > MOST_MEGABYTES * 1_000_000) return noText(`is larger than ${MOST_MEGABYTES} MB, which no config is`);
    return decode(await readFile(file));
  } catch (error) {
    return troubleOf(error);
  }
}

/** UTF-8, with or without a byte order mark. */
export function decode(bytes: Uint8Array): Text | Trouble {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    if (text.includes("\0")) return noText("is no text file");
    return text.startsWith(MARK) ? { text: text.slice(1), mark: true } : { text, mark: false };
  } catch (error) {
    if (error instanceof TypeError) return noText("is no text file in UTF-8");
    throw error;
  }
}

export function encode({ text, mark }: Text): string {
  return mark ? MARK + text : text;
}

/** What the file system says about a file or folder. Throws what did not come from there. */
export function troubleOf(error: unknown, done: "read" | "written" = "read"): Trouble {
  const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
  if (code === undefined) throw error;
  if (code === "ENOENT" || code === "ENOTDIR") return noText("does not exist");
  if (code === "EISDIR") return noText("is a folder");
  if (code === "EACCES" || code === "EPERM")
    return { trouble: `may not be ${done}; check its permissions`, hidden: true };
  return { trouble: `cannot be ${done} (${code})`, hidden: true };
}

function noText(trouble: string): Trouble {
  return { trouble, hidden: false };
}
