export interface State {
  readonly rooms: readonly string[];
  readonly robot: string;
  readonly holds: string | null;
  readonly things: Readonly<Record<string, string | null>>;
}
export interface Goal {
  /** Left out: the goal is where the robot itself is. */
  readonly thing?: string;
  readonly room: string;
}
export interface Command {
  readonly verb: string;
  readonly name: string;
}
export function readCommands(text: string): (Command | null)[];
export function step(state: State, command: Command): State | null;
export function simulate(start: State, commands: readonly (Command | null)[]): { state: State; done: number };
export function goalsReached(state: State, goals: readonly Goal[]): number;
export function solve(start: State, goals: readonly Goal[]): string[];
