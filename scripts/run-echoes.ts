// Our own pushes, rival instances and quiet days: how many commits each makes. Usage: npm run echoes -- [echoes] [days]

import { playEchoes } from '../tests/faults/play-echoes.ts';

const [echoes = '1000', days = '30'] = process.argv.slice(2);
let isWrong = false;
for (const { what, commits, allowed } of await playEchoes(Number(echoes), Number(days))) {
  const isRight = commits === allowed;
  isWrong ||= !isRight;
  console.log(`${isRight ? 'ok ' : 'BAD'} ${what}: ${commits} commits (${allowed} expected)`);
}
process.exitCode = isWrong ? 1 : 0;
