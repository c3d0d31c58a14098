import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { QUIZ_LENGTH, quizMessages, readQuiz } from './judge-quiz.ts';

test('the four right letters are right, in any form of the line', () => {
  for (const reply of [
    '1=A 2=B 3=B 4=A',
    '1: a, 2: b, 3: b, 4: a',
    '1. A\n2. B\n3. B\n4. A',
    'A B B A',
    '**A**, B, B, A.',
  ])
    assert.is(readQuiz(reply), QUIZ_LENGTH, reply);
});

test('a judge that always says one letter, or says them by turns, is half right', () => {
  for (const reply of ['A A A A', '1=B 2=B 3=B 4=B', 'A B A B', '1=B 2=A 3=B 4=A'])
    assert.is(readQuiz(reply), 2, reply);
});

test('what names no letter for each question, or two, cannot be read', () => {
  for (const reply of ['', 'Both are fine.', '1=A 2=B 3=B', '1=A 1=B 2=B 3=B 4=A', 'A B B', '11=A 2=B 3=B 4=A'])
    assert.is(readQuiz(reply), null, reply);
});

test('a quoted question is no answer: the form of the reply does not stand in the message', () => {
  assert.is(readQuiz(quizMessages.map(({ content }) => content).join('\n')), null);
});

test.run();
