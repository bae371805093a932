// `model-serving doctor`: why a connection works or does not, on one screen that can be shown to others.
import { examine, rendered } from "../api/doctor.ts";
import { loadConfig } from "../api/sign-in/config.ts";
import { signIn } from "../api/sign-in/credentials.ts";
import { oneOf, parse, type Verb } from "./verb.ts";

export const doctor: Verb = {
  usage: "doctor [options]",
  summary: "Examine the connection to a workspace, step by step",
  help: `Tells which profile, host and way to sign in are used, whether the host is
reached and trusted, who you are there and whether you may list its endpoints.
There is no secret in what it prints.

Options:
  --profile NAME      The profile of ~/.databrickscfg to examine
  --host HOST         The workspace's address, instead of the profile's
  --format text|json  How to print it (text)

Exit codes: 0 all is well, 1 something is in the way, 2 unusable arguments
`,
  async run(args, streams) {
    const { values } = parse({
      args: [...args],
      options: { profile: { type: "string" }, host: { type: "string" }, format: { type: "string", default: "text" } },
    });
    const format = oneOf("format", values.format, ["text", "json"]);
    const { profile, host } = values;
    const explicit = { ...(profile !== undefined && { profile }), ...(host !== undefined && { host }) };
    const { env } = process;
    // Loaded when needed: other verbs have no use for a network.
    const { openNetwork } = await import("./network.ts");
    const { fetch, proxy, close } = openNetwork(env);
    try {
      const checks = await examine({
        config: () => loadConfig({ explicit, env }),
        signIn: (config) => signIn(config, { fetch, env }),
        fetch,
        proxy,
      });
      streams.out(format === "json" ? `${JSON.stringify(checks, null, 2)}\n` : rendered(checks));
      return checks.some(({ verdict }) => verdict === "bad") ? 1 : 0;
    } finally {
      await close();
    }
  },
};
