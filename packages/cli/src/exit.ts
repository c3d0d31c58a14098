/** How a command ends (DESIGN §8). */
export const EXIT = {
  /** Finished, whether the prompts got better or not. */
  done: 0,
  /** Failed, or suspended: a run can be resumed. */
  failed: 1,
  /** The config or the command line is wrong; nothing was run. */
  usage: 2,
  /** The budget leaves no room, or a check before the run failed: no search was begun. */
  refused: 3,
  /** What `--require-gain` or `--fail-below` asks for is not met. */
  noGain: 4,
  /** Interrupted by Ctrl-C or a signal. What was answered is saved; `maspo resume` goes on. */
  interrupted: 130,
} as const;
