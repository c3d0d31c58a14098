// The third agent of the system `sums`: a program that does the operation that the planner names with the numbers of the item.
let text = '';
for await (const chunk of process.stdin) text += chunk;
const { input } = JSON.parse(text);
const [, a = '', b = ''] = /Numbers: (\d+) (\d+)/.exec(input) ?? [];
const operation = /Operation: (\w+)/.exec(input)?.[1];
const results = { add: Number(a) + Number(b), subtract: Number(a) - Number(b), multiply: Number(a) * Number(b) };
process.stdout.write(String(results[operation] ?? 'none'));
