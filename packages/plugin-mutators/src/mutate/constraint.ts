import {
  type AgentView,
  type MutateOperator,
  type MutateRequest,
  type Output,
  type Prompt,
  SECTIONS,
} from '@maspo/core/plan';
import { orList } from '../facts/wording.ts';
import { holdsFrozen } from '../frozen.ts';
import { joinSentences, sentenceKey, splitSentences } from '../sentences.ts';
import { type Rule, rulesFor } from './constraint-rules.ts';

/** What breaks a contract is known without a judge: the cheapest evidence there is. */
export const constraint: MutateOperator = {
  description:
    "Adds a rule against the way in which outputs broke their contract: the agent's own, else those of its readers.",
  run: (request) => {
    const { parent, agent, rng, refusal } = request;
    const broken = violations(request);
    if (broken.length === 0) return [{ rejected: 'no output broke its contract' }];
    const children = [...new Set(broken)].flatMap((rule) => {
      const seen = broken.filter((other) => other === rule).length;
      return childrenOf(parent, rule, agent.frozen).map((prompt) => ({ prompt, weight: seen / rule.wordings.length }));
    });
    if (children.length === 0) return [{ rejected: 'the rules are there already' }];
    // Where the core refuses all of them, one is proposed for it to say why.
    const allowed = children.filter(({ prompt }) => refusal(prompt) === null);
    return [rng.weighted(allowed.length > 0 ? allowed : children, ({ weight }) => weight).prompt];
  },
};

/** The rules that the traces call for, each as often as a trace does: the same object for the same rule. */
function violations({ agent, agents, traces }: MutateRequest): Rule[] {
  const rules = new Map<string, Rule>();
  const known = (rule: Rule): Rule => {
    const first = rules.get(rule.kind) ?? rule;
    rules.set(rule.kind, first);
    return first;
  };
  const own = traces.flatMap(({ output }) => rulesOf(agent, output));
  if (own.length > 0) return own.map(known);
  const readers = agents.filter(({ id }) => agent.successors.includes(id));
  return traces
    .flatMap(({ next }) =>
      next.flatMap(({ agent: id, output }) => readers.filter((reader) => reader.id === id && isBroken(output))),
    )
    .flatMap(handOver)
    .map(known);
}

const isBroken = (output: Output): boolean => output.kind === 'text' && output.problem !== null;

const rulesOf = ({ contract }: AgentView, output: Output): Rule[] =>
  output.kind === 'text' && output.problem !== null ? rulesFor(contract, output.text, output.problem) : [];

/** A reader that cannot keep its contract may lack what it must choose by. */
function handOver({ id, contract }: AgentView): Rule[] {
  if (contract.kind !== 'choice') return [];
  const either = orList(contract.choices);
  const wordings = [
    `Say whether it is ${either}.`,
    `The one who reads your answer must choose between ${either}: say which one fits.`,
  ];
  return [{ kind: `hand-over ${id}`, wordings }];
}

/** The prompt with each wording of a rule that it does not have, in place of other wordings of the same rule. */
function childrenOf(parent: Prompt, { wordings }: Rule, frozen: readonly string[]): Prompt[] {
  const keys = new Set(wordings.map(sentenceKey));
  const isOther = (sentence: string) => keys.has(sentenceKey(sentence)) && !holdsFrozen(sentence, frozen);
  const without = SECTIONS.reduce((kept, section) => {
    const sentences = splitSentences(kept.get(section), frozen);
    const others = sentences.filter((sentence) => !isOther(sentence));
    return others.length === sentences.length ? kept : kept.set(section, joinSentences(others));
  }, parent);
  return wordings
    .filter((wording) => !parent.text.includes(wording))
    .map((wording) =>
      without.set('format', joinSentences([...splitSentences(without.get('format'), frozen), wording])),
    );
}
