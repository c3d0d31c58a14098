import type { Evaluation, ItemAnswer } from '@maspo/core';
import { printableLine } from '../printable.ts';
import { type Markup, html as xml } from './html/markup.ts';
import { worthOf } from './threshold.ts';

/** An answer that is worth less is a failed test: more wrong than right, or worse than the seed's where a judge compares. */
const PASSES = 0.5;

/** An evaluation as JUnit XML: a test case an item. A failed call is an error, what could not be scored is skipped. */
export function junitOf(evaluation: Evaluation): string {
  const { split, answers } = evaluation;
  const value = worthOf(evaluation);
  const counts = xml` tests="${answers.length}" failures="${count(answers, 'failure')}" errors="${count(answers, 'error')}" skipped="${count(answers, 'skipped')}"`;
  const properties = xml`<properties>${
    value === null
      ? null
      : xml`<property name="score" value="${value.value}"/><property name="interval" value="${value.interval.join(' ')}"/><property name="n" value="${value.n}"/>`
  }</properties>`;
  const { markup } = xml`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="maspo"${counts}>
<testsuite name="${split}"${counts}>
${properties}
${answers.map((answer) => caseMarkup(split, answer))}</testsuite>
</testsuites>
`;
  // The only characters that neither a terminal nor XML may have, and that are left.
  return markup.replace(/[\ufffe\uffff]/g, '·');
}

type Outcome = 'passed' | 'failure' | 'error' | 'skipped';

function outcomeOf({ score, answer }: ItemAnswer): Outcome {
  if (typeof answer !== 'string') return 'error';
  if (score === null) return 'skipped';
  return score < PASSES ? 'failure' : 'passed';
}

const count = (answers: readonly ItemAnswer[], outcome: Outcome): number =>
  answers.filter((answer) => outcomeOf(answer) === outcome).length;

function caseMarkup(split: string, answer: ItemAnswer): Markup {
  // A line break in an attribute is read as a space.
  return xml`<testcase classname="maspo.${split}" name="item ${printableLine(answer.item)}">${resultMarkup(answer)}</testcase>
`;
}

function resultMarkup(item: ItemAnswer): Markup | null {
  const { score, answer } = item;
  switch (outcomeOf(item)) {
    case 'passed':
      return null;
    case 'skipped':
      return xml`<skipped message="it could not be scored"/>`;
    case 'error':
      return xml`<error type="call" message="${printableLine(typeof answer === 'string' ? answer : answer.failed)}"/>`;
    case 'failure':
      return xml`<failure type="score" message="score ${score}">${bodyOf(item)}</failure>`;
  }
}

function bodyOf({ expected, answer }: ItemAnswer): string {
  const labels = Object.entries(expected).map(
    ([name, value]) => `expected ${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return [...labels, `actual: ${typeof answer === 'string' ? answer : ''}`].join('\n');
}
