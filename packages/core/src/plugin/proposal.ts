import { isPrompt } from '../system/prompt.ts';
import type { Proposal } from './contract.ts';

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Whether an operator's answer is a proposal: by its shape, since plugins may carry their own copy of the core. */
export const isProposal = (value: unknown): value is Proposal =>
  isPrompt(value) ||
  (isObject(value) && (typeof value.rejected === 'string' || (isPrompt(value.prompt) && arePrompts(value.companions))));

const arePrompts = (value: unknown): boolean => isObject(value) && Object.values(value).every(isPrompt);

/** What a list of proposals must be, for errors. */
export const PROPOSALS = 'prompts (parent.set(…), createPrompt(…)), { prompt, companions } or { rejected: "why" }';
