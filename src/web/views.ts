// Views of the portfolio, made once per state and audience: pages, badges, feed and JSON all read the same ones.

import type { Store } from '../ports.ts';
import { type PortfolioView, readPortfolioView } from './portfolio-view.ts';
import type { Audience } from './project-view.ts';

export interface Views {
  readVersion(): Promise<string>;
  /** The view of the newest state. */
  read(audience: Audience): Promise<PortfolioView>;
}

export function createViews(store: Store): Views {
  const known = new Map<Audience, { readonly version: string; readonly view: Promise<PortfolioView> }>();
  return {
    readVersion: () => store.readVersion(),
    async read(audience) {
      const version = await store.readVersion();
      const last = known.get(audience);
      if (last?.version === version) return await last.view;
      const entry = { version, view: readPortfolioView(store, audience) };
      known.set(audience, entry);
      // What failed must not be remembered.
      entry.view.catch(() => {
        if (known.get(audience) === entry) known.delete(audience);
      });
      return await entry.view;
    },
  };
}
