// Counts calls and tokens against the limits that an endpoint's AI gateway, or its deprecated `rate_limits`, configure.
// Everybody who has the emulator's token is one user. Limits:
// https://docs.databricks.com/api/workspace/servingendpoints/putaigateway
import { seen } from "../messages.ts";
import { USER } from "../user.ts";
import type { Endpoint } from "../workspace/endpoint.ts";

export interface RateLimits {
  /** Counts a call; throws a `ServiceError` where a limit is reached already. */
  call(endpoint: Endpoint): void;
  /** Counts what an answer cost. */
  spend(endpoint: Endpoint, tokens: number): void;
}

/** The only renewal period there is. That it begins with the first call is UNCERTAIN. */
const PERIOD = 60_000;

interface Window {
  until: number;
  calls: number;
  tokens: number;
}

interface Limit {
  calls?: number;
  tokens?: number;
  /** `user`, `endpoint`, `user_group` or `service_principal`. */
  key?: string;
  principal?: string;
}

export function createRateLimits(now: () => number): RateLimits {
  const windows = new Map<string, Window>();

  function windowOf({ id }: Endpoint): Window {
    const current = windows.get(id);
    if (current !== undefined && now() < current.until) return current;
    const fresh = { until: now() + PERIOD, calls: 0, tokens: 0 };
    windows.set(id, fresh);
    return fresh;
  }

  return {
    call(endpoint) {
      const limits = limitsOf(endpoint);
      if (limits.length === 0) return;
      const window = windowOf(endpoint);
      for (const { calls = Infinity, tokens = Infinity, key = "endpoint" } of limits.filter(concernsUser)) {
        if (window.calls >= calls) throw seen.rateLimited(endpoint.name, "Requests", key);
        if (window.tokens >= tokens) throw seen.rateLimited(endpoint.name, "Tokens", key);
      }
      window.calls += 1;
    },
    spend(endpoint, tokens) {
      if (tokens > 0 && limitsOf(endpoint).length > 0) windowOf(endpoint).tokens += tokens;
    },
  };
}

function limitsOf({ fields, hidden }: Endpoint): readonly Limit[] {
  const gateway = fields.ai_gateway as { rate_limits?: Limit[] } | undefined;
  return gateway?.rate_limits ?? (hidden.rate_limits as Limit[] | undefined) ?? [];
}

function concernsUser({ key = "endpoint", principal }: Limit): boolean {
  if (key === "user") return principal === undefined || principal === USER.name;
  if (key === "user_group") return USER.groups.some((group) => group === principal);
  return key === "endpoint";
}
