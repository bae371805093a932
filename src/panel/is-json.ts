// Whether a text is JSON. `JSON.parse` has the last word, as it also reads the body before it is sent; it does not say
// reliably where it failed.

export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
