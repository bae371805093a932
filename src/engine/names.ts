// What a name of an endpoint or of a served entity may look like, and the nearest name that is one.
import { LONGEST_NAME } from "./limits.ts";
import { isFilledIn } from "./model.ts";

/**
 * What is wrong with a name, as the end of a sentence, or undefined where nothing is. The characters are documented with
 * the fields in the Go SDK (service/serving/model.go), the length with the path parameters of the API.
 */
export function faultOf(name: string): string | undefined {
  if (name === "" || isFilledIn(name)) return undefined;
  const foreign = [...new Set(name.match(/[^A-Za-z0-9_-]/gu))];
  if (foreign.length > 0) return `holds ${listed(foreign)}; allowed are letters, digits, \`-\` and \`_\``;
  if (name.length > LONGEST_NAME) return `has ${name.length} characters; ${LONGEST_NAME} are allowed`;
  return undefined;
}

/** The name with accents off, dashes for other characters, and no longer than allowed; undefined where nothing is left. */
export function legalName(name: string): string | undefined {
  const plain = name.normalize("NFKD").replace(/\p{M}/gu, "");
  const legal = plain
    .replace(/[^A-Za-z0-9_-]+/gu, "-")
    .slice(0, LONGEST_NAME)
    .replace(/^-+|-+$/g, "");
  return legal === "" ? undefined : legal;
}

function listed(characters: readonly string[]): string {
  const shown = characters.slice(0, 3).map((character) => (character === " " ? "a space" : `\`${character}\``));
  const rest = characters.length - shown.length;
  return rest > 0 ? `${shown.join(", ")} and ${rest} more` : shown.join(" and ");
}
