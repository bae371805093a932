// The answer that shows one endpoint in full, which most routes of the control plane end in.
import type { Answer } from "../http.ts";
import type { Endpoint } from "../workspace/endpoint.ts";
import type { World } from "../world.ts";
import { detailed } from "./render.ts";

export function show(endpoint: Endpoint, { now, pace }: World): Answer {
  return { json: detailed(endpoint, now(), pace.idle) };
}
