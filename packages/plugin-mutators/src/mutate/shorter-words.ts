/** Wordings that can be said in fewer words, or left out (''), with no change of meaning. */
export interface Shorter {
  readonly long: string;
  readonly short: string;
}

const leaveOut = (...phrases: readonly string[]): Shorter[] => phrases.map((long) => ({ long, short: '' }));
const say = (short: string, ...phrases: readonly string[]): Shorter[] => phrases.map((long) => ({ long, short }));

/** What adds nothing, wherever it stands. "Only", "always" and "never" are none of these. */
export const FILLERS: readonly Shorter[] = leaveOut(
  ...['please', 'kindly', 'please kindly', 'very', 'really', 'quite', 'simply', 'basically', 'actually'],
  ...['essentially', 'literally', 'truly', 'indeed', 'of course', 'as you know', 'at all times'],
);

/** What adds nothing where a sentence begins; "when you need to decide" and "say thank you" mean themselves. */
export const OPENINGS: readonly Shorter[] = leaveOut(
  ...['thank you', 'thanks', 'thank you very much', 'thanks in advance', 'thank you in advance', 'i would like you to'],
  ...['i want you to', 'i would be grateful if you would', 'feel free to', 'do not hesitate to', 'go ahead and'],
  ...['please note that', 'note that', 'please remember that', 'remember that', 'keep in mind that'],
  ...['needless to say', 'it is important to note that', 'it should be noted that', 'it is important that you'],
  ...['it is important to', 'it is essential to', 'it is necessary to', 'make sure to', 'please make sure to'],
  ...['be sure to', 'please be sure to', 'make sure that you', 'make sure you', 'your task is to', 'your job is to'],
  ...['your goal is to', 'you are asked to', 'you are required to', 'you need to', 'you have to'],
);

/** Long ways of saying short things. */
export const WORDY: readonly Shorter[] = [
  ...say('to', 'in order to', 'so as to', 'for the purpose of being able to'),
  ...say('because', 'due to the fact that', 'owing to the fact that', 'because of the fact that'),
  ...say('if', 'in the event that', 'in case that', 'if it is the case that'),
  ...say('about', 'with regard to', 'with respect to', 'in regard to', 'in relation to', 'regarding the topic of'),
  ...say('can', 'is able to', 'are able to', 'has the ability to', 'have the ability to'),
  ...say('before', 'prior to', 'in advance of'),
  ...say('after', 'subsequent to'),
  ...say('now', 'at this point in time', 'at the present time'),
  ...say('each', 'each and every', 'each individual'),
  ...say('and', 'as well as', 'and also', 'and in addition'),
  ...say('use', 'make use of', 'utilize', 'utilise'),
  ...say('decide', 'make a decision', 'come to a decision'),
  ...say('choose', 'make a choice'),
  ...say('all', 'all of the'),
  ...say('most', 'the majority of'),
  ...say('many', 'a large number of', 'a great number of'),
  ...say('whether', 'whether or not'),
  ...say('until', 'until such time as'),
  ...say('first', 'first of all', 'first and foremost'),
  ...say('finally', 'last but not least'),
  ...say('exactly', 'in an exact way'),
  ...say('carefully', 'in a careful way', 'in a careful manner'),
];
