// Views of the portfolio, made once per state and audience: pages, badges, feed and JSON all read the same ones.

import type { Store } from '../ports.ts';
import { type PortfolioView, readPortfolioView } from './portfolio-view.ts';
import type { Audience } from './project-view.ts';

export interface Views {
  readVersion(): Promise<string>;
  /** The view of the newest state. */
  read(audience: Audience): Promise<PortfolioView>;
}

/** `mayWait`: whether one request may wait for what another one began (`WebPorts`). */
export function createViews(store: Store, mayWait: boolean): Views {
  const known = new Map<Audience, { readonly version: string; readonly view: PortfolioView }>();
  const pending = new Map<Audience, { readonly version: string; readonly view: Promise<PortfolioView> }>();
  return {
    readVersion: () => store.readVersion(),
    async read(audience) {
      const version = await store.readVersion();
      for (const last of [known.get(audience), pending.get(audience)])
        if (last?.version === version) return await last.view;
      const entry = { version, view: readPortfolioView(store, audience) };
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
}
