// The option `--rule id=severity`, as often as it is given.
import { RULES, type Severity } from "../engine/index.ts";
import { didYouMean, oneOf, UsageError } from "./verb.ts";

const LEVELS = ["off", "information", "warning", "error"] as const;

/** The last one counts where a rule is named twice. */
export function severitiesFrom(values: readonly string[]): Record<string, Severity | "off"> {
  const ids = RULES.map(({ id }) => id);
  return Object.fromEntries(
    values.map((value) => {
      const [, id = value, level] = /^([^=]*)=(.*)$/.exec(value) ?? [];
      if (!ids.includes(id)) {
        throw new UsageError(
          `There is no rule \`${id}\`${didYouMean(id, ids) || "; `model-serving rules` lists them"}`,
        );
      }
      if (level === undefined) throw new UsageError(`--rule \`${id}\` lacks its severity; write \`${id}=off\`, say`);
      return [id, oneOf(`The severity of \`${id}\``, level, LEVELS)];
    }),
  );
}
