/** A small data set to begin with: what people write to a support desk, and the team that it is for. */
const MESSAGES = {
  billing: [
    'I was charged twice for the same month.',
    'Please send the invoice for March to our new address.',
    'The discount code was not taken off the total.',
    'When do I get the refund for the order I sent back?',
    'My card was declined, but the money is gone.',
    'Can we pay once a year instead of every month?',
    'The receipt shows the wrong company name.',
    'Why did the price of my plan go up this week?',
    'We need the tax number on all our invoices.',
    'I cancelled in May and you still took the fee in June.',
    'Is it possible to pay by bank transfer?',
    'The last bill lists two seats that we never ordered.',
    'My payment is shown as pending since Monday.',
    'Please change the card that the subscription is paid with.',
    'The refund you promised is smaller than what I paid.',
    'How much would ten more seats cost us?',
  ],
  bug: [
    'The app closes as soon as I open a photo.',
    'Saving a report ends in an error with number 500.',
    'The search finds nothing, whatever I type.',
    'After the update the menu is an empty white box.',
    'Dates in the calendar are one day off.',
    'The download stops at ninety percent every time.',
    'Two buttons lie on top of each other on my phone.',
    'The page freezes when I sort the table.',
    'Notifications arrive three times each.',
    'The printed page cuts off the last column.',
    'The video plays without any sound in the new version.',
    'Undo brings back the wrong paragraph.',
    'The map stays grey and no streets are drawn.',
    'Copying a cell crashes the whole window.',
    'The counter shows minus four unread messages.',
    'Dark mode makes the text black on black.',
  ],
  account: [
    'I forgot my password and the reset mail does not come.',
    'Please change the email address I log in with.',
    'Someone else seems to have signed in as me.',
    'How do I turn on sign-in with two steps?',
    'I want to delete my profile and all its data.',
    'My user name is spelled wrong, can you correct it?',
    'I am locked out after too many attempts.',
    'How can I add a colleague to our workspace?',
    'The owner left the company, who gets the admin rights?',
    'I have two profiles and would like to merge them.',
    'The code for signing in never reaches my phone.',
    'Please remove my old phone number from the profile.',
    'Can I use the same login on two computers?',
    'I would like to change my profile picture and name.',
    'A guest needs permission to see one folder only.',
    'My invitation to the team has expired.',
  ],
} as const;

/** The items, teams in turn. */
export function messageItems(): { readonly id: string; readonly text: string; readonly team: string }[] {
  const teams = Object.entries(MESSAGES);
  return MESSAGES.billing.flatMap((_, index) =>
    teams.map(([team, texts]) => ({ id: `${team}-${index + 1}`, text: texts[index] ?? '', team })),
  );
}

/** The data file: one JSON object a line. */
export const messagesFile = (): string =>
  messageItems()
    .map((item) => `${JSON.stringify(item)}\n`)
    .join('');
