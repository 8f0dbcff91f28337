/** How a run ends before its end because somebody wanted it so. Neither is a failure. */

/** SIGINT or SIGTERM: everything in flight was finished, the next import goes on. */
export class RunStopped extends Error {
  constructor() {
    super('The run was stopped; run the same command again to go on.');
    this.name = 'RunStopped';
  }
}

/** `footbridge run cancel`: what was not begun is given back. */
export class RunCancelled extends Error {
  constructor() {
    super('The run was cancelled.');
    this.name = 'RunCancelled';
  }
}
