// Keeps the simulated GitHub with the sample portfolio up, for trying commands by hand: prints the variables to set.

import { createSampleWorld } from './github/sample-world.ts';

const { github } = createSampleWorld({
  now: () => new Date(),
  until: new Date(process.argv[2] ?? '2025-11-01T12:30:00Z'),
});
const { url } = await github.listen();
console.log(`export GITHUB_API_URL=${url} GITHUB_TOKEN=${github.token}`);
