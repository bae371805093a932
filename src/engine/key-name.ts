// Gives equal keys the same string, so that comparing one with a name that the code knows is a comparison of pointers:
// rules ask for fields by name hundreds of thousands of times in a large file.

/** More names than any config has; a text full of made-up keys fills no memory. */
const MOST = 2000;

const NAMES = new Map<string, string>();

/** The one string for this text, in the form in which the engine keeps property names. */
export function keyName(text: string): string {
  const name = NAMES.get(text);
  if (name !== undefined || NAMES.size >= MOST || text.length > 100) return name ?? text;
  const [internal = text] = Object.keys({ [text]: 0 });
  NAMES.set(internal, internal);
  return internal;
}
