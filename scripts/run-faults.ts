// Every fault at every place where GitHub is called. Usage: npm run faults -- [part of a situation's name]

import { faults } from '../tests/faults/list-faults.ts';
import { listSites, playFault, situations } from '../tests/faults/play-faults.ts';

const [wanted = ''] = process.argv.slice(2);
// A black hole alone keeps no process alive.
const alive = setInterval(() => {}, 1000);
let [cells, bad] = [0, 0];
const allSites = new Set<string>();
for (const situation of situations.filter(({ name }) => name.includes(wanted))) {
  const sites = await listSites(situation);
  console.log(`\n${situation.name}: ${faults.length} faults at ${sites.length} call sites`);
  for (const site of sites) {
    allSites.add(site);
    const outcomes: string[] = [];
    for (const fault of faults) {
      cells += 1;
      const wrong = await playFault(situation, site, fault);
      if (wrong.length > 0) outcomes.push(`${fault.name}: ${wrong.join('; ')}`);
    }
    bad += outcomes.length;
    console.log(`  ${site.padEnd(48)} ${faults.length - outcomes.length}/${faults.length}`);
    for (const outcome of outcomes) console.log(`    ${outcome}`);
  }
}
console.log(`\n${faults.length} faults x ${allSites.size} call sites, ${cells} runs: ${bad} broke a promise`);
clearInterval(alive);
process.exitCode = bad === 0 ? 0 : 1;
