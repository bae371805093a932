// Gives equal keys of a document the same string, so that comparing one with a name that the code knows is a comparison
// of pointers: rules ask for fields by name hundreds of thousands of times in a large file.

/** Returns the one string for each text, in the form in which the engine keeps property names. */
export function keyNames(): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const name = known.get(text);
    if (name !== undefined) return name;
    const [internal = text] = Object.keys({ [text]: 0 });
    known.set(text, internal);
    return internal;
  };
}
