// A person commits in the gaps between reading and writing, as often as asked. Usage: npm run editors -- [rounds] [seed]

import { playEditors } from '../tests/faults/play-editors.ts';

const [rounds = '1000', seed = String(Math.floor(Math.random() * 1_000_000))] = process.argv.slice(2);
console.log(`seed ${seed}`);
const report = await playEditors(Number(rounds), Number(seed));
const { humanCommits, ownCommits, gaps, lost, forcedPushes } = report;
console.log(`${report.rounds} rounds: ${humanCommits} human commits (${gaps} of them in a gap), ${ownCommits} of ours`);
console.log(`human edits lost: ${lost.length}, force pushes: ${forcedPushes}`);
for (const what of lost.slice(0, 20)) console.log(what);
process.exitCode = lost.length + forcedPushes === 0 ? 0 : 1;
