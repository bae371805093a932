// One endpoint as the emulated workspace keeps it: plain data, so that it can be written down and read again.
import type { EntitySettings } from "../seed.ts";
import type { Fields } from "./config.ts";
import type { Life } from "./lifecycle.ts";

export interface Endpoint {
  /** 32 hexadecimal digits. */
  readonly id: string;
  readonly name: string;
  /** Milliseconds since the epoch, as all times here. */
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly life: Life;
  /** What is only kept and given back: description, tags, ai_gateway and the like. */
  readonly fields: Fields;
  /** What is kept and not given back: the budget policy as it was sent, the deprecated rate limits. */
  readonly hidden: Fields;
  /** Who has been given which permission on it, beside those who always have one. */
  readonly grants: readonly Grant[];
  /** How served entities behave, by name; also of such as are not deployed yet. */
  readonly settings: Readonly<Record<string, EntitySettings>>;
}

export interface Grant {
  /** One of user_name, group_name, service_principal_name, with its value. */
  readonly principal: readonly [kind: string, name: string];
  readonly level: string;
}
