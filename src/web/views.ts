// Views of the portfolio, made once per state and audience: pages, badges, feed and JSON all read the same ones.

import type { AllOwners } from '../pipeline/all-owners.ts';
import type { OwnerMemory } from '../ports.ts';
import { joinViews, type PortfolioView, readPortfolioView } from './portfolio-view.ts';
import type { Audience } from './project-view.ts';
import { toTicket } from './ticket.ts';

export interface Views {
  /**
   * Differs when this audience would see something else. For everybody it is made of what everybody sees: nobody learns
   * from it that something happened which is not theirs to know.
   */
  readVersion(audience: Audience): Promise<string>;
  /** The view of the newest state. */
  read(audience: Audience): Promise<PortfolioView>;
}

/** `mayWait`: whether one request may wait for what another one began (`WebPorts`); `permitted`: `privateDetails`. */
export function createViews(
  owners: readonly OwnerMemory[],
  all: Pick<AllOwners, 'readVersion'>,
  { mayWait, permitted }: { readonly mayWait: boolean; readonly permitted: readonly string[] },
): Views {
  const make = async (audience: Audience) =>
    joinViews(await Promise.all(owners.map(({ id, store }) => readPortfolioView(store, audience, permitted, id))));
  const known = new Map<Audience, { readonly version: string; readonly view: PortfolioView }>();
  const pending = new Map<Audience, { readonly version: string; readonly view: Promise<PortfolioView> }>();
  const versions = new WeakMap<PortfolioView, string>();
  const views: Views = {
    async readVersion(audience) {
      if (audience === 'owner') return await all.readVersion();
      const view = await views.read('public');
      const version = versions.get(view) ?? toTicket(JSON.stringify(view));
      versions.set(view, version);
      return version;
    },
    async read(audience) {
      const version = await all.readVersion();
      for (const last of [known.get(audience), pending.get(audience)])
        if (last?.version === version) return await last.view;
      const entry = { version, view: make(audience) };
      if (mayWait) pending.set(audience, entry);
      try {
        const view = await entry.view;
        known.set(audience, { version, view });
        return view;
      } finally {
        // What failed is not remembered.
        if (pending.get(audience) === entry) pending.delete(audience);
      }
    },
  };
  return views;
}
