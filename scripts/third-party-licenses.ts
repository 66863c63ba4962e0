// The licences of every package that a bundle holds, as their authors ask: name, version and the whole text.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** `inputs`: the files of a bundle, below `root`. Throws where a package comes without a licence. */
export function formatLicenses(root: string, inputs: readonly string[]): string {
  const folders = new Set(inputs.flatMap((path) => findPackage(path.replaceAll('\\', '/'))));
  const entries = [...folders].map((folder) => readLicense(join(root, folder)));
  const texts = new Map(entries.map((entry) => [entry.title, entry.text]));
  const sections = [...texts]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([title, text]) => `${title}\n\n${text}`);
  return `The bundle contains these packages.\n\n${sections.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

/** `node_modules/a/node_modules/@b/c` for a file in it; none for files of our own. */
function findPackage(path: string): string[] {
  const found = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
  return found === undefined ? [] : [found];
}

function readLicense(folder: string): { readonly title: string; readonly text: string } {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const title = `${name} ${version} (${typeof license === 'string' ? license : 'see below'})`;
  const file = readdirSync(folder).find((one) => /^(licen[cs]e|copying)(\.(md|txt))?$/i.test(one));
  if (file !== undefined) return { title, text: readFileSync(join(folder, file), 'utf8').trim() };
  // Some name their licence in the package alone, and say so in the README.
  const readme = existsSync(join(folder, 'README.md')) ? readFileSync(join(folder, 'README.md'), 'utf8') : '';
  const said = /^#+ Licen[cs]e\s+([\s\S]+)$/im.exec(readme)?.[1]?.trim();
  if (typeof license !== 'string') throw new Error(`${name} ${version} comes without a licence`);
  return { title, text: said ?? license };
}
