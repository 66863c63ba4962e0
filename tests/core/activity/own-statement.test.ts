// A README's word about its own repository, in every family and markup, and the edits that make it say something else.

import { type DefaultTreeAdapterTypes, defaultTreeAdapter, parse } from 'parse5';
import { describe, expect, it } from 'vitest';
import {
  findOwnStatement,
  planStatement,
  spellStatement,
  statesStatus,
} from '../../../src/core/activity/own-statement.ts';
import { applyEdits } from '../../../src/core/document/edits.ts';
import type { Status } from '../../../src/core/status/statuses.ts';
import { isInstalled, oracles, render } from '../../support/oracles.ts';

interface Sample {
  readonly family: string;
  readonly address: string;
  readonly alternative: string;
  readonly link: string;
  readonly from: Status;
  readonly to: Status;
  readonly written: { readonly address: string; readonly alternative: string; readonly link: string };
}

const official = {
  active: 'Project Status: Active – The project has reached a stable, usable state and is being actively developed.',
  inactive:
    'Project Status: Inactive – The project has reached a stable, usable state but is no longer being actively developed; support/maintenance will be provided as time allows.',
};

const samples: readonly Sample[] = [
  {
    family: 'repostatus',
    address: 'https://www.repostatus.org/badges/latest/active.svg',
    alternative: official.active,
    link: 'https://www.repostatus.org/#active',
    from: 'maintained',
    to: 'paused',
    written: {
      address: 'https://www.repostatus.org/badges/latest/inactive.svg',
      alternative: official.inactive,
      link: 'https://www.repostatus.org/#inactive',
    },
  },
  {
    family: 'lifecycle',
    address: 'https://img.shields.io/badge/lifecycle-experimental-orange.svg',
    alternative: 'Lifecycle: experimental',
    link: 'https://lifecycle.r-lib.org/articles/stages.html#experimental',
    from: 'experimental',
    to: 'archived',
    written: {
      address: 'https://img.shields.io/badge/lifecycle-archived-red.svg',
      alternative: 'Lifecycle: archived',
      link: 'https://lifecycle.r-lib.org/articles/stages.html#archived',
    },
  },
  {
    family: 'lifecycle-figure',
    address: 'man/figures/lifecycle-experimental.svg',
    alternative: 'Lifecycle: experimental',
    link: 'https://lifecycle.r-lib.org/articles/stages.html#experimental',
    from: 'experimental',
    to: 'maintained',
    written: {
      address: 'man/figures/lifecycle-stable.svg',
      alternative: 'Lifecycle: stable',
      link: 'https://lifecycle.r-lib.org/articles/stages.html#stable',
    },
  },
  {
    family: 'stability',
    address: 'http://badges.github.io/stability-badges/dist/stable.svg',
    alternative: 'stable',
    link: 'http://github.com/badges/stability-badges',
    from: 'maintained',
    to: 'archived',
    written: {
      address: 'http://badges.github.io/stability-badges/dist/deprecated.svg',
      alternative: 'deprecated',
      link: 'http://github.com/badges/stability-badges',
    },
  },
  {
    family: 'status',
    address: 'https://img.shields.io/badge/status-active-brightgreen?style=flat',
    alternative: 'Status: active',
    link: 'https://harbour.example/about',
    from: 'maintained',
    to: 'archived',
    written: {
      address: 'https://img.shields.io/badge/status-archived-lightgrey?style=flat',
      alternative: 'Status: archived',
      link: 'https://harbour.example/about',
    },
  },
];

type Parts = Pick<Sample, 'address' | 'alternative' | 'link'>;

const forms: Readonly<Record<string, (parts: Parts) => string>> = {
  'a picture in a link': ({ address, alternative, link }) => `[![${alternative}](${address})](${link})`,
  'a picture alone': ({ address, alternative }) => `![${alternative}](${address})`,
  'HTML in a link': ({ address, alternative, link }) =>
    `<p align="center"><a href="${link}"><img src="${address}" alt="${alternative}" height="20"></a></p>`,
  'HTML over lines': ({ address, alternative, link }) =>
    `<a href='${link}'>\n  <img alt='${alternative}'\n    src='${address}'>\n</a>`,
  references: ({ address, alternative, link }) =>
    `[![${alternative}][state]][about]\n\nText.\n\n[state]: ${address}\n[about]: ${link}`,
  'a picture by reference in a link': ({ address, alternative, link }) =>
    `[![${alternative}][State]](${link}) and more\n\n[state]: <${address}>`,
  'a quotation': ({ address, alternative, link }) => `> [![${alternative}](${address})](${link})`,
  'a row of badges': ({ address, alternative, link }) =>
    `[![build](https://harbour.example/b.svg)](https://harbour.example)\n[![${alternative}](${address})](${link})\n![npm](n.svg)`,
};

const surround = (text: string) => `# gauge\r\n\r\n${text}\n\nActive words: active, stable, experimental.\n`;

describe.each(samples)('a badge of the family $family', (sample) => {
  it.each(Object.entries(forms))('written as %s, is read and rewritten to the byte', (_, form) => {
    const [before, after] = [surround(form(sample)), surround(form(sample.written))];
    const statement = findOwnStatement(Buffer.from(before));
    expect(statement).toMatchObject({ source: 'badge', status: sample.from });
    if (statement === null) return;
    const to = spellStatement(statement, sample.to);
    const bytes = applyEdits(Buffer.from(before), planStatement(Buffer.from(before), statement, to ?? ''));
    expect(Buffer.from(bytes).toString()).toBe(after);
    const again = findOwnStatement(bytes);
    expect(again !== null && statesStatus(again, sample.to)).toBe(true);
  });
});

describe('a status line', () => {
  it.each([
    ['Status: Active', 'paused', 'Status: Paused'],
    ['**Status:** Active', 'archived', '**Status:** Archived'],
    ['> Status: 🟡 In Progress', 'paused', '> Status: 🟡 Paused'],
    ['- **Project status**: active.', 'complete', '- **Project status**: complete.'],
    ['status: `x`\n\nCurrent status: WIP', 'complete', 'status: `x`\n\nCurrent status: Complete'],
  ] as const)('%j is written as %s', (line, wanted, written) => {
    const readme = Buffer.from(surround(line));
    const statement = findOwnStatement(readme);
    if (statement === null) throw new Error('nothing was read');
    const edits = planStatement(readme, statement, spellStatement(statement, wanted) ?? '');
    expect(Buffer.from(applyEdits(readme, edits)).toString()).toBe(surround(written));
  });
});

describe('nothing is read', () => {
  it.each([
    ['```md\n[![a](https://www.repostatus.org/badges/latest/wip.svg)](x)\n```'],
    ['<!-- [![a](https://www.repostatus.org/badges/latest/wip.svg)](x) -->'],
    ['.. image:: https://www.repostatus.org/badges/latest/wip.svg\n   :alt: Project Status: WIP'],
    ['See https://www.repostatus.org/badges/latest/wip.svg for the badge.'],
    ['[the badge](https://www.repostatus.org/badges/latest/wip.svg)'],
    ['![Project Status](https://www.repostatus.org/badges/latest/moved.svg)'],
    ['![l](https://img.shields.io/badge/lifecycle-questioning-blue.svg)'],
    ['![build](https://img.shields.io/badge/build-active-green.svg)'],
    ['| Status: Active | x |\n|---|---|'],
    ['    Status: Active'],
    [`${'text\n\n'.repeat(30)}Status: Active`],
  ])('in %j', (text) => {
    expect(findOwnStatement(Buffer.from(surround(text)))).toBeNull();
  });
});

describe('what a family cannot say', () => {
  it.each([
    ['![l](man/figures/lifecycle-stable.svg)', 'paused'],
    ['![s](http://badges.github.io/stability-badges/dist/stable.svg)', 'paused'],
    ['![r](https://www.repostatus.org/badges/latest/active.svg)', 'planned'],
  ] as const)('of %s is no value for %s', (text, wanted) => {
    const statement = findOwnStatement(Buffer.from(text));
    expect(statement).not.toBeNull();
    expect(statement && spellStatement(statement, wanted)).toBeNull();
  });

  it('repostatus.org tells what stopped before its first release from what stopped after it', () => {
    const spell = (value: string, wanted: Status) => {
      const statement = findOwnStatement(Buffer.from(`![r](https://www.repostatus.org/badges/latest/${value}.svg)`));
      return statement && spellStatement(statement, wanted);
    };
    expect(spell('wip', 'paused')).toBe('suspended');
    expect(spell('active', 'paused')).toBe('inactive');
    expect(spell('wip', 'archived')).toBe('abandoned');
    expect(spell('active', 'archived')).toBe('unsupported');
  });
});

describe.skipIf(!isInstalled({ name: 'cmark-gfm' }))('to a reader of GitHub', () => {
  it('nothing changes but picture, text and link of the badge', async () => {
    const [oracle] = oracles;
    if (oracle === undefined) throw new Error('no renderer');
    for (const sample of samples) {
      for (const form of Object.values(forms)) {
        const readme = Buffer.from(surround(form(sample)));
        const statement = findOwnStatement(readme);
        if (statement === null) throw new Error(form(sample));
        const to = spellStatement(statement, sample.to) ?? '';
        const written = Buffer.from(applyEdits(readme, planStatement(readme, statement, to))).toString();
        const [before, after] = await Promise.all([readme.toString(), written].map((text) => render(oracle, text)));
        const expected = listParts(before ?? '').map((part) => {
          if (part === sample.address) return sample.written.address;
          if (part === sample.alternative) return sample.written.alternative;
          return part === sample.link ? sample.written.link : part;
        });
        expect(listParts(after ?? '')).toEqual(expected);
      }
    }
  });
});

/** Texts and attributes of a page, in their order. */
function listParts(html: string): string[] {
  const list = (node: DefaultTreeAdapterTypes.ChildNode): string[] => {
    if (defaultTreeAdapter.isTextNode(node)) return [node.value];
    if (!defaultTreeAdapter.isElementNode(node)) return [];
    return [node.tagName, ...node.attrs.map(({ value }) => value), ...node.childNodes.flatMap(list)];
  };
  return parse(html).childNodes.flatMap(list);
}
