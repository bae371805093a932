// What ends, pauses or takes back: stop, start, delete, and the way back to the split before.
import { planSplit } from "../../deploy/plan.ts";
import { type Command, Declined } from "../command.ts";
import { carryOut } from "../deployment.ts";
import { previousSplit } from "../split-memory.ts";
import { type LiveTarget, liveFrom } from "../targets.ts";

export const undoSplit: Command<LiveTarget> = {
  id: "modelServing.undoSplit",
  title: "Undo Split",
  async run(services, target) {
    const { connection, endpoint } = await liveFrom(services, target);
    const previous = previousSplit(services, connection, endpoint.name);
    if (previous === undefined)
      throw new Declined(`No split of ${endpoint.name} on ${connection.label} was changed from here`);
    await carryOut(services, connection, planSplit(endpoint, previous.shares), () => true);
  },
};

export const stop: Command<LiveTarget> = {
  id: "modelServing.stop",
  title: "Stop…",
  async run(services, target) {
    const { connection, endpoint } = await liveFrom(services, target);
    await services.ui.confirm({
      question: `Stop ${endpoint.name} on ${connection.label}?`,
      detail: "Every query to it is refused until it is started again, and starting takes as long as a deployment.",
      verb: "Stop Endpoint",
    });
    await connection.api.stop(endpoint.name);
    services.endpoints.follow(connection, await connection.api.get(endpoint.name));
  },
};

export const start: Command<LiveTarget> = {
  id: "modelServing.start",
  title: "Start",
  async run(services, target) {
    const { connection, endpoint } = await liveFrom(services, target);
    await connection.api.start(endpoint.name);
    services.endpoints.follow(connection, await connection.api.get(endpoint.name));
  },
};

export const deleteEndpoint: Command<LiveTarget> = {
  id: "modelServing.delete",
  title: "Delete…",
  async run(services, target) {
    const { connection, endpoint } = await liveFrom(services, target);
    const { name } = endpoint;
    await services.ui.input({
      title: `Delete ${name} on ${connection.label}`,
      prompt: `This cannot be undone: callers get an error at once, and permissions are lost even if it is made again. Type \`${name}\` to delete it`,
      placeHolder: name,
      validateInput: (typed) => (typed === name ? undefined : `Type \`${name}\`, or press Escape to keep it`),
    });
    await connection.api.delete(name);
    services.endpoints.gone(connection, name);
  },
};
