import type { RunEvent, RunState } from '@maspo/core';
import { printableLine } from '../printable.ts';
import { heldOutText } from '../report/held-out.ts';
import { truncate } from '../wrap.ts';
import { adoptionText } from './adoption.ts';
import { judgeWarnings } from './judge-warning.ts';
import { noteText } from './note.ts';
import { calibrationLines, preflightLines } from './preflight.ts';
import type { Reporter, RunFacts } from './reporter.ts';
import { roundText } from './round.ts';
import { createSpeed, paceText } from './speed.ts';

/** One plain line per turn, round and adoption: for logs and pipes. */
export function createLines(write: (line: string) => void, facts: RunFacts): Reporter {
  const speed = createSpeed(facts);
  const warned = new Set<string>();
  return {
    event: (event, state) => {
      speed.event(event, state);
      const text = lineOf(event, state, facts, () => paceText(speed.pace(), facts, state));
      if (text !== null) write(text);
      if (event.type !== 'judged') return;
      // Counts go on: each judge is warned of once for what it does.
      for (const warning of judgeWarnings(state).filter(({ model, kind }) => !warned.has(`${kind} ${model}`))) {
        warned.add(`${warning.kind} ${warning.model}`);
        write(`warning: ${warning.text}`);
      }
    },
    log: (message) => write(printableLine(message)),
    stop: () => undefined,
  };
}

function lineOf(event: RunEvent, state: RunState, facts: RunFacts, pace: () => string): string | null {
  switch (event.type) {
    case 'start':
      return `run ${event.runId}, seed ${event.seed}`;
    case 'preflight':
      return preflightLines(event).join('\n');
    case 'calibration':
      return calibrationLines(event).join('\n');
    case 'turn':
      return `cycle ${event.cycle}/${facts.cycles}, turn ${event.turn}: ${event.agent}, ${event.beam} in the beam${
        event.refreshed ? ', compared anew' : ''
      }`;
    case 'round':
      return `  ${roundText(event, facts)}; ${pace()}`;
    case 'adopt':
      return `  ${truncate(adoptionText(event, state), 160)}`;
    case 'stop':
      return `search ended (${event.reason}): ${printableLine(event.detail)}`;
    case 'gate':
      return event.validation === null ? null : `validation: ${heldOutText(event.validation, false)}`;
    case 'test':
      return event.test === null ? null : `test: ${heldOutText(event.test, false)}`;
    case 'note':
      return `  ${noteText(event)}`;
    case 'step':
    case 'proposal':
    case 'settled':
    case 'misaligned':
    case 'compared':
    case 'operators':
    case 'judged':
    case 'views':
    case 'weights':
    case 'finish':
      return null;
  }
}
