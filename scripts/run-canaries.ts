// What nobody but the owner may know, looked for in everything that others can read. Usage: npm run canaries -- [case]

import { cases } from '../tests/canaries/cases.ts';
import { playCanaries } from '../tests/canaries/play-canaries.ts';

const [wanted = ''] = process.argv.slice(2);
const outcomes = await playCanaries(cases.filter(({ name }) => name.includes(wanted)));
const bad = outcomes.filter(({ leaks, isMute }) => leaks.length > 0 || isMute);
for (const [name, own] of Map.groupBy(outcomes, (outcome) => outcome.case)) {
  console.log(`${name}: ${own.length} sinks, ${own.filter(({ leaks }) => leaks.length > 0).length} leak`);
}
for (const { case: name, sink, leaks, isMute } of bad) {
  console.log(`BAD ${name} in ${sink}: ${isMute ? 'what may be told is not' : leaks.join(', ')}`);
}
const sinks = new Set(outcomes.map(({ sink }) => sink)).size;
const leaks = outcomes.reduce((sum, outcome) => sum + outcome.leaks.length, 0);
const names = new Set(outcomes.map((outcome) => outcome.case)).size;
console.log(`${sinks} sinks x ${names} cases: ${leaks} leaks, ${bad.filter(({ isMute }) => isMute).length} mute`);
process.exitCode = bad.length === 0 ? 0 : 1;
