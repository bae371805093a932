// The list of all rules, in the order in which the documentation shows them. A test holds it against the folder.
import type { Rule } from "./rule.ts";
import { allowedValue } from "./rules/allowed-value.ts";
import { commentInJson } from "./rules/comment-in-json.ts";
import { duplicateKey } from "./rules/duplicate-key.ts";
import { fieldInRightPlace } from "./rules/field-in-right-place.ts";
import { oneModelType } from "./rules/one-model-type.ts";
import { quotedValue } from "./rules/quoted-value.ts";
import { requiredField } from "./rules/required-field.ts";
import { routeNamesServedEntity } from "./rules/route-names-served-entity.ts";
import { syntax } from "./rules/syntax.ts";
import { trafficSumsTo100 } from "./rules/traffic-sums-to-100.ts";
import { unknownField } from "./rules/unknown-field.ts";
import { valueType } from "./rules/value-type.ts";

export const RULES: readonly Rule[] = [
  syntax,
  commentInJson,
  duplicateKey,
  unknownField,
  fieldInRightPlace,
  requiredField,
  valueType,
  allowedValue,
  quotedValue,
  oneModelType,
  routeNamesServedEntity,
  trafficSumsTo100,
];
