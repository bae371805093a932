// Choosing whom to talk to, and ending it.
import { type QuickPickItem, QuickPickItemKind } from "vscode";
import { Misconfigured } from "../../api/errors.ts";
import { readHost } from "../../api/host.ts";
import { type ListedProfile, listProfiles } from "../../api/sign-in/config.ts";
import { profilePath, readProfileFile } from "../../api/sign-in/profile-file.ts";
import { type Command, Declined } from "../command.ts";
import type { Services } from "../services.ts";
import { isLiveTarget, type LiveTarget } from "../targets.ts";

interface ProfileItem extends QuickPickItem {
  readonly profile?: ListedProfile;
}

export const addConnection: Command = {
  id: "modelServing.addConnection",
  title: "Add Connection…",
  async run(services) {
    const file = await readProfileFile(profilePath(process.env));
    const typed: ProfileItem = { label: "$(key) Host and personal access token…", alwaysShow: true };
    const heading: ProfileItem = { label: `Profiles of ${file.path}`, kind: QuickPickItemKind.Separator };
    const profiles = listProfiles(file).map(itemOf);
    const items = profiles.length > 0 ? [heading, ...profiles, { ...heading, label: "" }, typed] : [typed];
    const picked = await services.ui.pick(items, {
      title: "Add Connection",
      placeHolder: "Sign in with",
      matchOnDescription: true,
    });
    if (picked === typed) return addTyped(services);
    const { profile } = picked;
    if (profile?.problem !== undefined) throw new Declined(profile.problem);
    if (profile) await services.connections.addProfile(profile.name);
  },
};

function itemOf(profile: ListedProfile): ProfileItem {
  const { name, host, method, problem } = profile;
  if (problem !== undefined) return { label: `$(warning) ${name}`, detail: problem, profile };
  return { label: name, description: [host, method].filter(Boolean).join(" · "), profile };
}

async function addTyped({ ui, connections }: Services): Promise<void> {
  const host = await ui.input({
    title: "Add Connection (1 of 2)",
    prompt: "The workspace's address",
    placeHolder: "https://adb-1234567890123456.7.azuredatabricks.net",
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === "" ? undefined : hostProblem(text)),
  });
  const token = await ui.input({
    title: "Add Connection (2 of 2)",
    prompt: `A personal access token of ${readHost(host).host}. It is kept in the editor's secret storage, for this host only`,
    password: true,
    ignoreFocusOut: true,
  });
  if (token.trim() === "") throw new Declined("No token was typed; nothing was added");
  await connections.addToken(host, token.trim());
}

function hostProblem(text: string): string | undefined {
  try {
    readHost(text);
    return undefined;
  } catch (error) {
    if (error instanceof Misconfigured) return `${error.message}. ${error.remedy}`;
    throw error;
  }
}

export const signOut: Command = {
  id: "modelServing.signOut",
  title: "Sign Out…",
  async run({ ui, connections }) {
    await ui.confirm({
      question: "Sign out of every connection that was added here?",
      detail:
        "Tokens that were typed are removed from the secret storage. Profiles and the environment stay as they are.",
      verb: "Sign Out",
    });
    await connections.signOut();
  },
};

export const selectConnection: Command = {
  id: "modelServing.selectConnection",
  title: "Select Connection…",
  async run({ ui, connections }) {
    if (connections.all.length === 0) connections.require();
    const items = connections.all.map(({ id, label, description }) => ({ label, description, id }));
    const { id } = await ui.pick(items, { title: "Commands go to" });
    connections.activate(id);
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
