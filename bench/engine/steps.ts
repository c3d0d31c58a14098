import { rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { scratchFolder } from '../../packages/core/src/test/plan.fixture.ts';
import { type EngineGateway, IN_FLIGHT, journalIn, openEngine } from './gateway.ts';
import { type Findings, measure, perSecond, type Took } from './measure.ts';

/** Steps of one size through the real gateway: first with an empty journal, then all again in a new gateway. */
export interface StepTimes extends Findings {
  readonly first: Took;
  readonly replay: Took;
}

/** Calls before the measured ones: by then all code is compiled. */
const WARM_UP = 2000;

export async function measureSteps(size: number, calls: number): Promise<StepTimes> {
  const dir = scratchFolder();
  const engine = openEngine({ dir });
  await engine.makeCalls(0, WARM_UP, size);
  const kept = rowsIn(dir);
  const first = await measure(calls, () => engine.makeCalls(WARM_UP, calls, size));
  const found = findingsOf(engine, WARM_UP + calls);
  await engine.close();
  const again = openEngine({ dir });
  await again.makeCalls(0, WARM_UP, size);
  const replay = await measure(calls, () => again.makeCalls(WARM_UP, calls, size));
  const repeated = again.seen().calls;
  await again.close();
  rmSync(dir, { recursive: true });
  const problems = [
    ...found.problems,
    ...(kept === WARM_UP ? [] : [`another process saw ${kept} results in the journal when ${WARM_UP} were handed out`]),
    ...(repeated === 0 ? [] : [`the replay made ${repeated} calls`]),
  ];
  return { first, replay, problems, duplicates: found.duplicates + repeated };
}

/** What any other process would find in the journal now. */
function rowsIn(dir: string): number {
  const database = new DatabaseSync(journalIn(dir), { readOnly: true });
  const count = Number(database.prepare('SELECT count(*) AS n FROM calls').get()?.n);
  database.close();
  return count;
}

/** Throughput where each answer takes its time. */
export interface LatencyTimes extends Findings {
  readonly first: Took;
  /** Share of what so many in flight could do if nothing else took time … */
  readonly ofIdeal: number;
  /** … and if answers took what the timers gave, which is a little more. */
  readonly ofMeasured: number;
}

/** @param seconds That an answer takes. */
export async function measureLatency(size: number, calls: number, seconds: number): Promise<LatencyTimes> {
  const engine = openEngine({ latency: seconds });
  const first = await measure(calls, () => engine.makeCalls(0, calls, size));
  const ofIdeal = perSecond(first) / (IN_FLIGHT / seconds);
  const ofMeasured = perSecond(first) / (IN_FLIGHT / engine.latency());
  await engine.close();
  return { first, ofIdeal, ofMeasured, ...findingsOf(engine, calls) };
}

function findingsOf(engine: EngineGateway, calls: number): Findings {
  const seen = engine.seen();
  const problems = [
    ...(seen.calls === calls ? [] : [`the provider saw ${seen.calls} calls instead of ${calls}`]),
    ...(seen.inFlight <= IN_FLIGHT ? [] : [`${seen.inFlight} calls were in flight`]),
  ];
  return { problems, duplicates: seen.duplicates };
}
