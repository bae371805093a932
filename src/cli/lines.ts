// Offsets of a text as lines and characters.

export interface Position {
  /** Zero-based. */
  readonly line: number;
  /** Zero-based, in UTF-16 code units, as editors count. */
  readonly character: number;
}

export interface Lines {
  position(offset: number): Position;
  /** The text of a line, without its line break. */
  text(line: number): string;
}

/** Lines end with LF, CRLF or CR. */
export function linesOf(text: string): Lines {
  const breaks = Array.from(text.matchAll(/\r\n|\r|\n/g));
  const starts = [0, ...breaks.map(({ index, 0: newline }) => index + newline.length)];
  const startOf = (line: number) => starts[line] ?? text.length;
  return {
    position(offset) {
      let [low, high] = [0, starts.length - 1];
      while (low < high) {
        const middle = Math.ceil((low + high) / 2);
        if (startOf(middle) <= offset) low = middle;
        else high = middle - 1;
      }
      return { line: low, character: offset - startOf(low) };
    },
    text: (line) => text.slice(startOf(line), breaks[line]?.index),
  };
}
