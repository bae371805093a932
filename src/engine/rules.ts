// The list of all rules, in the order in which the documentation shows them. A test holds it against the folder.
import type { Rule } from "./rule.ts";
import { allowedValue } from "./rules/allowed-value.ts";
import { azureOpenaiComplete } from "./rules/azure-openai-complete.ts";
import { bedrockCredentials } from "./rules/bedrock-credentials.ts";
import { bundleKey } from "./rules/bundle-key.ts";
import { commentInJson } from "./rules/comment-in-json.ts";
import { createBodyShape } from "./rules/create-body-shape.ts";
import { duplicateKey } from "./rules/duplicate-key.ts";
import { endpointNameValid } from "./rules/endpoint-name-valid.ts";
import { entityCount } from "./rules/entity-count.ts";
import { entityServedOnce } from "./rules/entity-served-once.ts";
import { entityVersionNumber } from "./rules/entity-version-number.ts";
import { entityVersionPresent } from "./rules/entity-version-present.ts";
import { environmentVariables } from "./rules/environment-variables.ts";
import { everyEntityHasRoute } from "./rules/every-entity-has-route.ts";
import { externalModelAlone } from "./rules/external-model-alone.ts";
import { externalModelsShareTask } from "./rules/external-models-share-task.ts";
import { fieldInRightPlace } from "./rules/field-in-right-place.ts";
import { inferenceTableLocated } from "./rules/inference-table-located.ts";
import { legacyInferenceTable } from "./rules/legacy-inference-table.ts";
import { legacyRateLimits } from "./rules/legacy-rate-limits.ts";
import { minNotAboveMax } from "./rules/min-not-above-max.ts";
import { oneCredential } from "./rules/one-credential.ts";
import { oneEntityList } from "./rules/one-entity-list.ts";
import { oneModelType } from "./rules/one-model-type.ts";
import { outputOnlyField } from "./rules/output-only-field.ts";
import { payPerTokenNotServable } from "./rules/pay-per-token-not-servable.ts";
import { providerConfigMatches } from "./rules/provider-config-matches.ts";
import { quotedValue } from "./rules/quoted-value.ts";
import { rateLimitComplete } from "./rules/rate-limit-complete.ts";
import { requiredField } from "./rules/required-field.ts";
import { routeNameAgrees } from "./rules/route-name-agrees.ts";
import { routeNamesServedEntity } from "./rules/route-names-served-entity.ts";
import { routeOptimizedKind } from "./rules/route-optimized-kind.ts";
import { routeUnique } from "./rules/route-unique.ts";
import { scaleToZeroExplicit } from "./rules/scale-to-zero-explicit.ts";
import { secretNotInline } from "./rules/secret-not-inline.ts";
import { secretReferenceValid } from "./rules/secret-reference-valid.ts";
import { servedEntityNameUnique } from "./rules/served-entity-name-unique.ts";
import { servedEntityNameValid } from "./rules/served-entity-name-valid.ts";
import { servedModelsDeprecated } from "./rules/served-models-deprecated.ts";
import { sizeOrConcurrency } from "./rules/size-or-concurrency.ts";
import { syntax } from "./rules/syntax.ts";
import { tagKeyValid } from "./rules/tag-key-valid.ts";
import { telemetryKind } from "./rules/telemetry-kind.ts";
import { throughputOrWorkload } from "./rules/throughput-or-workload.ts";
import { trafficConfigPresent } from "./rules/traffic-config-present.ts";
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
  createBodyShape,
  bundleKey,
  outputOnlyField,
  oneEntityList,
  servedModelsDeprecated,
  endpointNameValid,
  oneModelType,
  externalModelAlone,
  externalModelsShareTask,
  providerConfigMatches,
  oneCredential,
  secretNotInline,
  secretReferenceValid,
  azureOpenaiComplete,
  bedrockCredentials,
  servedEntityNameValid,
  servedEntityNameUnique,
  entityServedOnce,
  entityCount,
  entityVersionNumber,
  entityVersionPresent,
  payPerTokenNotServable,
  sizeOrConcurrency,
  minNotAboveMax,
  throughputOrWorkload,
  scaleToZeroExplicit,
  environmentVariables,
  routeNamesServedEntity,
  routeNameAgrees,
  routeUnique,
  everyEntityHasRoute,
  trafficSumsTo100,
  trafficConfigPresent,
  legacyInferenceTable,
  inferenceTableLocated,
  legacyRateLimits,
  rateLimitComplete,
  tagKeyValid,
  routeOptimizedKind,
  telemetryKind,
];
