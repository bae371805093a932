// A token that expires: kept until shortly before, then asked for anew, once for all who wait.

export interface Token {
  readonly secret: string;
  /** Milliseconds since the epoch; absent where nobody said, and then the token is not kept. */
  readonly expires?: number;
}

export interface Renewable {
  token(): Promise<string>;
  /** Drops the kept token if it is the refused one; somebody else may have renewed it meanwhile. */
  renew(refused: string): void;
}

/**
 * Azure Databricks refuses tokens that have less than 30 s to live; the official JavaScript SDK renews 40 s before the
 * end (config/Token.ts).
 */
const MARGIN = 40_000;

/** `obtain` is told which token was just refused, if one was. */
export function renewable(obtain: (refused?: string) => Promise<Token>, now: () => number = Date.now): Renewable {
  let kept: Token | undefined;
  let refusedLast: string | undefined;
  let pending: Promise<string> | undefined;

  async function refresh(): Promise<string> {
    try {
      kept = await obtain(refusedLast);
      refusedLast = undefined;
      return kept.secret;
    } finally {
      pending = undefined;
    }
  }

  return {
    async token() {
      if (kept?.expires !== undefined && kept.expires - MARGIN > now()) return kept.secret;
      pending ??= refresh();
      return pending;
    },
    renew(refused) {
      if (kept?.secret !== refused) return;
      kept = undefined;
      refusedLast = refused;
    },
  };
}
