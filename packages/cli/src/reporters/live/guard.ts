type Signals = Pick<NodeJS.Process, 'on' | 'removeListener' | 'kill' | 'pid'>;

/**
 * Gives the terminal back however the process ends or stops: at its exit, before an uncaught error is printed, at a signal
 * that ends it, and while Ctrl-Z holds it.
 * @param back Afterwards the process goes on: the screen has to be drawn anew.
 * @returns ends the guard.
 */
export function guardTerminal(leave: () => void, back: () => void, signals: Signals = process): () => void {
  const ended = (signal: NodeJS.Signals): void => {
    stop();
    try {
      leave();
    } finally {
      // Now nobody listens: the signal does what it would have done, also where the terminal is gone.
      signals.kill(signals.pid, signal);
    }
  };
  const suspended = (): void => {
    leave();
    signals.kill(signals.pid, 'SIGSTOP');
  };
  const listeners = [
    ['exit', leave],
    ['uncaughtExceptionMonitor', leave],
    ['SIGTERM', ended],
    ['SIGHUP', ended],
    ['SIGTSTP', suspended],
    ['SIGCONT', back],
  ] as const;
  for (const [name, listener] of listeners) signals.on(name as 'SIGTERM', listener);
  const stop = (): void => {
    for (const [name, listener] of listeners) signals.removeListener(name, listener);
  };
  return stop;
}
