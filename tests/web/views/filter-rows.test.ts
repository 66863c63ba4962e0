import { describe, expect, it } from 'vitest';
import { formatQuery, groupRows, readQuery, selectRows } from '../../../src/web/views/filter-rows.ts';
import { readPortfolioView } from '../../../src/web/views/portfolio.ts';
import { eight, saveState } from '../../support/page-states.ts';
import { asOwner, buildApp } from '../build-app.ts';

async function select(search: string): Promise<string[]> {
  const { store } = await buildApp();
  await saveState(store, { scenes: eight });
  const query = readQuery(new URLSearchParams(search));
  return selectRows(await readPortfolioView(store, 'owner'), query).map(({ project }) => project.name);
}

describe('a selection of rows', () => {
  it.each([
    ['', eight.map(({ name }) => name)],
    ['q=GULL', ['Gull Watch']],
    ['q=libraries', ['sextant', 'knots', 'chart-renderer']],
    ['q=mara%2Fknots', ['knots']],
    ['status=in_progress', ['harbour-api', 'Gull Watch', 'chart-renderer']],
    ['status=in_progress&q=w', ['Gull Watch']],
    ['show=drift', ['harbour-api']],
    ['show=asked', ['Gull Watch']],
    ['show=pinned', ['chart-renderer']],
    ['q=nothing-like-it', []],
    ['status=nonsense&show=nonsense&sort=nonsense', eight.map(({ name }) => name)],
  ])('%j finds its rows', async (search, names) => {
    expect(await select(search)).toEqual(names);
  });

  it.each([
    [
      'name',
      [
        'chart-renderer',
        'Gull Watch',
        'harbour-api',
        'knots',
        'lighthouse-notes',
        'sextant',
        'signal-flags',
        'tide-tables',
      ],
    ],
    ['since', ['signal-flags', 'sextant', 'tide-tables']],
    ['status', ['tide-tables', 'knots', 'sextant', 'chart-renderer']],
  ])('sorted by %s', async (order, names) => {
    expect((await select(`sort=${order}`)).slice(0, names.length)).toEqual(names);
  });

  it('sorted by activity has the busy first and what was never checked last', async () => {
    const names = await select('sort=activity');
    expect(names.indexOf('harbour-api')).toBeLessThan(names.indexOf('Gull Watch'));
    expect(names.slice(-2).sort()).toEqual(['knots', 'lighthouse-notes']);
  });

  it('keeps the headings in the order of the document, and has none when it is sorted', async () => {
    const { store } = await buildApp();
    await saveState(store, { scenes: eight });
    const view = await readPortfolioView(store, 'owner');
    const groups = (search: string) => {
      const query = readQuery(new URLSearchParams(search));
      return groupRows(selectRows(view, query), query).map(({ section }) => section);
    };
    expect(groups('')).toEqual(['Services', 'Libraries', 'Research']);
    expect(groups('status=in_progress')).toEqual(['Services', 'Libraries']);
    expect(groups('sort=name')).toEqual([null]);
  });

  it('is spelt in one way, and not at all when it is everything', () => {
    const spell = (search: string) => formatQuery(readQuery(new URLSearchParams(search)));
    expect(spell('sort=document&show=all&q=++&status=')).toBe('');
    expect(spell('sort=name&q=A&x=1')).toBe(spell('q=a&sort=name'));
    expect(spell(`q=${'x'.repeat(500)}`).length).toBeLessThan(110);
  });

  it('is a page that works without a script', async () => {
    const { get, store } = await buildApp();
    await saveState(store, { scenes: eight });
    const page = await (await get('/?status=in_progress&q=w', asOwner)).text();
    expect(page).toContain('Gull Watch');
    expect(page).not.toContain('id="row-1-1"');
    expect(page).toContain('value="w"');
    expect(page).toContain('<option value="in_progress" selected>');
    expect(await (await get('/?q=nothing-like-it', asOwner)).text()).toContain('No row matches.');
  });
});
