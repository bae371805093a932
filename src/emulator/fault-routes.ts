// Where faults are asked for: a road into the emulator that the service does not have, open to its own machine only.
import { type Answer, bodyOf, type Entry, type Request } from "./http.ts";
import { ours } from "./messages.ts";
import { fieldsOf } from "./workspace/config.ts";
import type { World } from "./world.ts";

export const FAULTS = "/__emulator/faults";

export const faultRoutes: readonly Entry[] = [
  { verb: "GET", path: FAULTS, handle: local((_, { faults }) => ({ json: { faults: faults.list() } })) },
  { verb: "POST", path: FAULTS, handle: local(add) },
  {
    verb: "DELETE",
    path: FAULTS,
    handle: local((_, { faults }) => {
      faults.clear();
      return { json: { faults: [] } };
    }),
  },
];

/** `cancel-update` is done at once; everything else waits for its request or deployment. */
function add(request: Request, { faults, store }: World): Answer {
  const body = fieldsOf(bodyOf(request), "body");
  if (body.kind !== "cancel-update") faults.add(body);
  else if (typeof body.endpoint === "string") store.cancel(body.endpoint);
  else throw ours.badFault("A fault of kind 'cancel-update' needs an 'endpoint'");
  return { json: { faults: faults.list() } };
}

function local(handle: (request: Request, world: World) => Answer): Entry["handle"] {
  return (request, world) => {
    if (!isLoopback(request.remoteAddress)) throw ours.notLoopback();
    return handle(request, world);
  };
}

function isLoopback(address: string): boolean {
  return address === "::1" || /^(?:::ffff:)?127\./.test(address);
}
