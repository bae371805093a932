// Choosing whom to talk to.
import type { QuickPickItem } from "vscode";
import { profilesFile, readProfiles } from "../../api/profiles.ts";
import { type Command, Declined } from "../command.ts";
import type { Connection } from "../connections.ts";
import { isLiveTarget, type LiveTarget } from "../targets.ts";

export const addConnection: Command = {
  id: "modelServing.addConnection",
  title: "Add Connection…",
  async run({ ui, settings, connections }) {
    const file = profilesFile(process.env);
    const { profiles, problems } = await readProfiles(file);
    if (profiles.length === 0 && problems.length === 0) {
      throw new Declined(`There is no profile in \`${file}\`; make one with \`databricks configure\``);
    }
    const usable = profiles.map(({ name, host }) => ({ label: name, description: host, name }));
    const unusable = problems.map(({ profile, message }) => ({
      label: `$(warning) ${profile}`,
      detail: message,
      name: undefined,
    }));
    const picked = await ui.pick<QuickPickItem & { name: string | undefined }>([...usable, ...unusable], {
      title: "Add Connection",
      placeHolder: `Profiles of ${file}`,
    });
    if (picked.name === undefined) throw new Declined(picked.detail ?? "This profile cannot be used");
    await settings.setProfile(picked.name);
    await connections.loadProfile();
    const added = connections.all.find(({ id }) => id === `profile:${picked.name}`);
    if (added) connections.activate(added);
  },
};

export const selectConnection: Command = {
  id: "modelServing.selectConnection",
  title: "Select Connection…",
  async run({ ui, connections }) {
    if (connections.all.length === 0) connections.require();
    const items = connections.all.map((connection) => ({
      label: connection.label,
      description: connection.description,
      connection,
    }));
    const { connection } = await ui.pick<QuickPickItem & { connection: Connection }>(items, {
      title: "Commands go to",
    });
    connections.activate(connection);
  },
};

export const startEmulator: Command = {
  id: "modelServing.startEmulator",
  title: "Start Local Emulator",
  run: ({ emulator }) => emulator.start(),
};

export const stopEmulator: Command = {
  id: "modelServing.stopEmulator",
  title: "Stop Local Emulator",
  run: ({ emulator }) => emulator.stop(),
};

export const refresh: Command<LiveTarget> = {
  id: "modelServing.refresh",
  title: "Refresh",
  async run({ connections, endpoints }, target) {
    const wanted = isLiveTarget(target) ? [target.connection] : connections.all;
    await Promise.all(wanted.map((connection) => endpoints.refresh(connection)));
  },
};

export const showLog: Command = {
  id: "modelServing.showLog",
  title: "Show Log",
  run: ({ log }) => log.show(),
};
