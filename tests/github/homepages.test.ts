// Homepages of running projects, asked where the owner wants it.

import { describe, expect, it } from 'vitest';
import type { Activity } from '../../src/core/model.ts';
import { deriveStatus } from '../../src/core/status/derive-status.ts';
import { readThresholds } from '../../src/core/status/thresholds.ts';
import { daysAgo as ago, buildActivity, commit, now as present } from '../support/build-activity.ts';
import { activityOf, openSimulation, request } from './open-simulation.ts';
import { now } from './script-fetch.ts';

describe('a homepage', () => {
  const openSite = (answers: (boolean | null)[]) => {
    const asked: string[] = [];
    const probe = async (address: string) => {
      asked.push(address);
      return answers.shift() ?? null;
    };
    const simulation = openSimulation({ probe });
    const site = simulation.addRepository('site');
    site.state.homepageUrl = 'https://ada.example.org/';
    return { ...simulation, asked, site };
  };
  const heartbeat = true;
  const checksOf = (activity: Activity) => activity.operations?.homepage?.map(({ ok }) => ok);

  it('is asked where a status depends on it, and its answers are remembered', async () => {
    const { look, asked } = openSite([true, false, null]);
    let known = activityOf((await look(request('ada/site', { heartbeat })))[0]);
    expect(known.operations?.homepage).toEqual([{ at: now.toISOString(), ok: true }]);
    known = activityOf((await look(request('ada/site', { heartbeat, known, stale: true })))[0]);
    expect(checksOf(known)).toEqual([true, false]);
    // An address that may not be asked says nothing.
    known = activityOf((await look(request('ada/site', { heartbeat, known, stale: true })))[0]);
    expect(checksOf(known)).toEqual([true, false]);
    await look(request('ada/site', { known, stale: true }));
    expect(asked).toEqual(Array.from({ length: 3 }, () => 'https://ada.example.org/'));
  });

  it('is not asked where there is none', async () => {
    const { look, asked, site } = openSite([true]);
    site.state.homepageUrl = '';
    expect(checksOf(activityOf((await look(request('ada/site', { heartbeat })))[0]))).toBeUndefined();
    expect(asked).toEqual([]);
  });

  const evaluate = (checks: readonly (readonly [hours: number, ok: boolean])[]) => {
    const homepage = checks.map(([hours, ok]) => ({ at: ago(hours / 24), ok }));
    const operations = { fetchedAt: present.toISOString(), deployments: [], schedules: null, homepage };
    const facts = {
      repo: 'ada/site',
      activity: buildActivity({ commits: [commit(10)], operations }),
      obstacle: null,
      declared: { status: 'running', confirmedAt: ago(200) },
      currentStatus: 'running',
      pin: null,
      away: null,
    } as const;
    const { status, rule, evidence } = deriveStatus(facts, readThresholds(), present);
    return [status, rule, evidence];
  };

  it('that answers is a sign of life, and one that answered and then failed for three days has stopped', () => {
    expect(evaluate([[1, true]])).toEqual(['running', 'live', 'The homepage answered on 2026-06-01.']);
    const failing = [1, 20, 50].map((hours) => [hours, false] as const).toReversed();
    expect(evaluate([[72, true], ...failing])[1]).toBe('live');
    expect(evaluate([[72.01, true], ...failing])).toEqual([
      'in_progress',
      'stopped',
      'The homepage last answered on 2026-05-29; last work commit 2026-05-22.',
    ]);
    // Not often enough; never seen; and repaired.
    expect(evaluate([[100, true], ...failing.slice(1)])[1]).toBe('keep');
    expect(evaluate(failing)[1]).toBe('keep');
    expect(evaluate([[100, true], ...failing, [0, true]])[1]).toBe('live');
  });
});
