// The ways in which a deployment stops before or between its requests. What the service itself answers stays an
// `ApiError`, here as the cause. Each has a remedy: what to do next, without full stop.
import type { Step } from "./plan.ts";

export abstract class DeployError extends Error {
  abstract readonly remedy: string;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The document or the plan cannot be sent; nothing was. */
export class NotDeployable extends DeployError {
  readonly remedy: string;

  constructor(message: string, remedy: string) {
    super(message);
    this.remedy = remedy;
  }
}

/** The endpoint is no longer what the plan was made for; nothing was sent. */
export class Moved extends DeployError {
  readonly remedy = "Look at the endpoint and plan again";
}

/** A step did not succeed. The steps in `done` stay done, those in `left` were never sent. */
export class StepFailed extends DeployError {
  readonly step: Step;
  readonly done: readonly Step[];
  readonly left: readonly Step[];
  /** Whether the endpoint shows the change that the step asked for; unknown where nobody could look. */
  readonly arrived: "no" | "unknown";
  readonly remedy: string;

  constructor(
    message: string,
    facts: { step: Step; done: readonly Step[]; left: readonly Step[]; arrived: "no" | "unknown"; remedy: string },
    cause: unknown,
  ) {
    super(message, { cause });
    this.step = facts.step;
    this.done = facts.done;
    this.left = facts.left;
    this.arrived = facts.arrived;
    this.remedy = facts.remedy;
  }
}
