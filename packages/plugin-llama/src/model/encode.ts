import type { Message } from '@maspo/core';
import type { Token } from 'node-llama-cpp';
import type { Render } from './template.ts';

/** `special`: whether the names of control tokens (`<|im_end|>`) in the text become these tokens. */
export type Tokenize = (text: string, special: boolean) => readonly Token[];

/** A chat as tokens: what all chats with this system message begin with, and the rest. */
export interface EncodedChat {
  readonly prefix: readonly Token[];
  /** Never empty. */
  readonly suffix: readonly Token[];
  /** The tag that the template has opened for the model, and that the reply therefore lacks: `<think>` or ''. */
  readonly opening: string;
}

/** Turns a chat into tokens. A function of the chat alone: what was encoded before never matters. */
export type Encode = (messages: readonly Message[]) => EncodedChat;

/** @param bos Token that every chat must begin with, null where the model wants none. */
export function createEncode(render: Render, tokenize: Tokenize, bos: Token | null): Encode {
  const tokensOf = (messages: readonly Message[]): readonly Token[] => {
    const tokens = tokenizeChat(messages, render, tokenize);
    return bos === null || tokens[0] === bos ? tokens : [bos, ...tokens];
  };
  return (messages) => {
    const tokens = tokensOf(messages);
    const prefix = commonPrefix(messages, tokensOf);
    const fits = prefix.length < tokens.length && prefix.every((token, index) => token === tokens[index]);
    const opening = /<think>\s*$/.test(render(messages)) ? '<think>' : '';
    return fits ? { prefix, suffix: tokens.slice(prefix.length), opening } : { prefix: [], suffix: tokens, opening };
  };
}

/** Two chats that have nothing in common but the system message show where it ends. */
function commonPrefix(messages: readonly Message[], tokensOf: (messages: readonly Message[]) => readonly Token[]) {
  const system = messages.filter(({ role }, index) => role === 'system' && index === 0);
  const [one, other] = [tokensOf([...system, probe('A')]), tokensOf([...system, probe('7')])];
  const end = one.findIndex((token, index) => token !== other[index]);
  return one.slice(0, Math.max(0, end));
}

const probe = (content: string): Message => ({ role: 'user', content });

const MARK = /\uE000(\d+)\uE001/;

/**
 * Messages are hostile text: the name of a control token in one must not end the message.
 * Such a message is tokenized apart, as plain text; all others together with the template, as the model was trained.
 */
function tokenizeChat(messages: readonly Message[], render: Render, tokenize: Tokenize): readonly Token[] {
  const hostile = messages.map(({ content }) => namesControlToken(content, tokenize) || MARK.test(content));
  const marked = messages.map((message, index) =>
    hostile[index] ? { ...message, content: `\uE000${index}\uE001` } : message,
  );
  return render(marked)
    .split(MARK)
    .flatMap((part, index) => (index % 2 === 0 ? tokenize(part, true) : tokenize(contentAt(messages, part), false)));
}

const contentAt = (messages: readonly Message[], index: string): string => messages[Number(index)]?.content ?? '';

function namesControlToken(content: string, tokenize: Tokenize): boolean {
  const special = tokenize(content, true);
  const plain = tokenize(content, false);
  return special.length !== plain.length || special.some((token, index) => token !== plain[index]);
}
