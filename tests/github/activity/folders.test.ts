// Parts of histories: folders that rows are about, and the owner's own work behind a page full of machines.

import { describe, expect, it } from 'vitest';
import { activityOf, daysAgo, openSimulation, request, whenAsked } from '../open-simulation.ts';
import { json, now } from '../script-fetch.ts';

const bot = { login: 'dependabot[bot]', name: 'dependabot[bot]', email: 'dependabot[bot]@users.noreply.github.com' };

describe('a page full of machines', () => {
  const openBusy = () => {
    const simulation = openSimulation();
    const repository = simulation.addRepository('busy');
    repository.commit({ at: daysAgo(1.9), message: 'Add lexer' });
    for (let day = 120; day > 0; day -= 1)
      repository.commit({ at: daysAgo(day / 100), message: `Bump ${day}`, author: bot });
    return simulation;
  };

  it("does not hide the owner's last work", async () => {
    const { look, sent } = openBusy();
    const activity = activityOf((await look('ada/busy'))[0]);
    expect(sent()).toEqual(['CoreByNames', 'HistoriesByIds', 'OperationsByIds']);
    expect(activity.commits.filter(({ kind }) => kind === 'work').map(({ at }) => at)).toEqual([
      daysAgo(1.9).toISOString(),
      daysAgo(2).toISOString(),
      daysAgo(20).toISOString(),
    ]);
    // What other people did behind the page is still not known.
    expect(Date.parse(activity.completeSince)).toBeGreaterThan(daysAgo(1.5).getTime());
  });

  it('stays a page full of machines when GitHub does not answer', async () => {
    const { look, world } = openBusy();
    world.fail(whenAsked('HistoriesByIds', json({ message: 'Bad gateway' }, 502), { times: 9 }));
    const activity = activityOf((await look('ada/busy'))[0]);
    expect(activity.commits).toHaveLength(100);
    expect(activity.commits.every(({ kind }) => kind === 'bot')).toBe(true);
  });

  it('is not asked about where a person worked lately', async () => {
    const { look, sent, addRepository } = openSimulation();
    const repository = addRepository('busy');
    for (let day = 120; day > 0; day -= 1)
      repository.commit({ at: daysAgo(day / 100), message: `Step ${day}`, ...(day > 1 && { author: bot }) });
    await look('ada/busy');
    expect(sent()).toEqual(['CoreByNames', 'OperationsByIds']);
  });
});

describe('a folder', () => {
  const openMonorepo = () => {
    const simulation = openSimulation();
    const mono = simulation.addRepository('mono');
    mono.commit({ at: daysAgo(250), message: 'Add the API', files: { 'packages/api/index.py': '1' } });
    mono.commit({ at: daysAgo(1), message: 'Add the site', files: { 'packages/api-site/index.py': '1' } });
    return { ...simulation, mono };
  };
  const folders = ['packages/api', 'packages/api-site', 'packages/none'];

  it('has the commits that touch it, and no others', async () => {
    const { look, sent } = openMonorepo();
    const activity = activityOf((await look(request('ada/mono', { folders })))[0]);
    expect(sent()).toEqual(['CoreByNames', 'HistoriesByIds', 'OperationsByIds']);
    expect(activity.folders?.['packages/api']?.commits.map(({ at }) => at)).toEqual([daysAgo(250).toISOString()]);
    expect(activity.folders?.['packages/api-site']?.commits.map(({ at }) => at)).toEqual([daysAgo(1).toISOString()]);
    expect(activity.folders?.['packages/api']?.completeSince).toBe(activity.completeSince);
    // Not there: nothing is known of it, so it is not silent either.
    expect(activity.folders?.['packages/none']).toEqual({ commits: [], completeSince: now.toISOString() });
  });

  it('is kept by a cheap look, and read again by a close one', async () => {
    const { look, sent, mono } = openMonorepo();
    const known = activityOf((await look(request('ada/mono', { folders })))[0]);
    expect(activityOf((await look(request('ada/mono', { known, folders })))[0])).toEqual(known);
    expect(sent()).toEqual(['LiteByIds']);
    mono.commit({ at: daysAgo(0.5), message: 'Work on the API', files: { 'packages/api/index.py': '2' } });
    const later = activityOf((await look(request('ada/mono', { known, folders })))[0]);
    expect(later.folders?.['packages/api']?.commits).toHaveLength(2);
  });

  it('keeps its last good look when it cannot be read', async () => {
    const { look, world, mono } = openMonorepo();
    const known = activityOf((await look(request('ada/mono', { folders })))[0]);
    mono.commit({ at: daysAgo(0.5), message: 'Work on the API', files: { 'packages/api/index.py': '2' } });
    world.fail(whenAsked('HistoriesByIds', json({ message: 'Bad gateway' }, 502), { times: 9 }));
    const later = activityOf((await look(request('ada/mono', { known, folders })))[0]);
    expect(later.commits).toHaveLength(known.commits.length + 1);
    expect(later.folders).toEqual(known.folders);
  });

  it('that a row names later is asked for although nothing has happened', async () => {
    const { look, sent } = openMonorepo();
    const known = activityOf((await look('ada/mono'))[0]);
    const later = activityOf((await look(request('ada/mono', { known, folders: ['packages/api'] })))[0]);
    expect(sent()).toEqual(['LiteByIds', 'HistoriesByIds']);
    expect(later.folders?.['packages/api']?.commits).toHaveLength(1);
  });
});
