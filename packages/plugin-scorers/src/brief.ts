import type { AgentId, AgentView, OutputContract, ScoreRequest } from '@maspo/core';

/** Judges may be small: purposes are cut, in characters, and so is the list of readers. */
const LONGEST_PURPOSE = 1200;
const LONGEST_READER = 240;
const MOST_READERS = 4;

/**
 * What a judge is told of an agent: what it is for, whether it gives the system's answer, and what those that read it need.
 * It does not depend on the view, so that a pair that two views share is one question and is paid once.
 */
export function briefOf({ agent, agents }: Pick<ScoreRequest, 'agent' | 'agents'>): string {
  const readers = agent.successors.slice(0, MOST_READERS).map((id) => readerLine(id, agents));
  const more = agent.successors.length - readers.length;
  return paragraphs([
    quote('purpose', cut(agent.purpose, LONGEST_PURPOSE)),
    agent.isAnswer ? 'The output is the final answer of the whole system.' : '',
    readers.length === 0 ? '' : 'The output goes to these readers and must give them what they need:',
    readers.length === 0 ? '' : quote('readers', [...readers, ...(more > 0 ? [`and ${more} more`] : [])].join('\n')),
    form('The output', agent.contract),
  ]);
}

function readerLine(id: AgentId, agents: readonly AgentView[]): string {
  const reader = agents.find((agent) => agent.id === id);
  if (reader === undefined) return id;
  const purpose = cut(reader.purpose.replace(/\s+/g, ' ').trim(), LONGEST_READER);
  return `${id}: ${purpose} ${form('Its own output', reader.contract)}`.trim();
}

function form(what: string, contract: OutputContract): string {
  switch (contract.kind) {
    case 'choice':
      return `${what} should be one of: ${contract.choices.join(', ')}.`;
    case 'json':
      return `${what} should be JSON.`;
    case 'regex':
      return `${what} should match ${contract.pattern}.`;
    case 'text':
      return contract.maxWords === undefined ? '' : `${what} should have at most ${contract.maxWords} words.`;
  }
}

/** Cut at a word; by code points, so that no half of a character is left. */
function cut(text: string, longest: number): string {
  const points = [...text];
  if (points.length <= longest) return text;
  return `${points
    .slice(0, longest)
    .join('')
    .replace(/\s+\S*$/, '')} …`;
}

export const paragraphs = (parts: readonly string[]): string => parts.filter((part) => part !== '').join('\n\n');

const OURS = /<(?=\s*\/?\s*(?:purpose|readers|criteria|input|answer|answer_a|answer_b|verdict|score)\b)/gi;

/** Hostile text between tags that it cannot close or imitate: the `<` of a tag of ours becomes `&lt;`. */
export const quote = (tag: string, text: string): string => `<${tag}>\n${text.replace(OURS, '&lt;')}\n</${tag}>`;
