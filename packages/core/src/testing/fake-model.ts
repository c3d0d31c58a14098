import { definePlugin, type ForwardRequest, type Plugin } from '../plugin/contract.ts';
import type { Answer } from '../types.ts';

/** What a fake model is asked. */
export interface FakeRequest extends ForwardRequest {
  /** Distinguishes repeated identical calls of an operator's `ask`. */
  readonly sample?: number;
}

type Reply = string | Answer;

/** Replies in the order of the calls, or a function of the request. */
export type Replies = readonly Reply[] | ((request: FakeRequest) => Reply | Promise<Reply>);

/** A scripted model: a plugin with the provider `fake`, and a record of what it was asked. */
export interface FakeModel extends Plugin {
  /** The requests so far, in the order in which they came. */
  readonly requests: readonly FakeRequest[];
  /** Answers one request. @throws Error when a list of replies is used up. */
  answer(request: FakeRequest): Promise<Answer>;
}

/**
 * A model that answers by a script. Use a function where calls may overlap (whole runs): which call comes first is not fixed there.
 * Usage is counted in words, so that budgets have something to count.
 */
export function fakeModel(replies: Replies): FakeModel {
  const requests: FakeRequest[] = [];
  const answer = async (request: FakeRequest): Promise<Answer> => {
    const index = requests.push(request) - 1;
    const reply = typeof replies === 'function' ? await replies(request) : replies[index];
    if (reply === undefined) throw new Error(`the fake model has ${replies.length} replies and was asked once more`);
    return typeof reply === 'string' ? answerOf(reply, request) : reply;
  };
  const plugin = definePlugin({
    name: 'fake-model',
    forward: {
      fake: {
        description: 'A scripted model for tests.',
        run: ({ model, messages, sampling }) => answer({ model, messages, sampling }),
      },
    },
  });
  return Object.freeze(Object.assign({ ...plugin }, { requests, answer }));
}

const words = (text: string): number => text.split(/\s+/).filter((word) => word !== '').length;

const answerOf = (text: string, request: FakeRequest): Answer => ({
  text,
  finish: 'stop',
  usage: {
    inputTokens: request.messages.reduce((sum, message) => sum + words(message.content), 0),
    outputTokens: words(text),
  },
});
