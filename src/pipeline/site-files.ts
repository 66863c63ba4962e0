// What the public dashboard is made of where no server shows it, and the files that it becomes. Types only.

import type { Portfolio } from '../config/portfolio.ts';
import type { OwnerState } from '../ports/owners.ts';

export interface SiteRequest {
  /** Whose memories are shown, each by itself; at least one. */
  readonly owners: readonly OwnerState[];
  /** Which of their documents, by key. */
  readonly isShown: (documentKey: string) => boolean;
  /** `visibility` and `privateDetails` say what everybody may see. */
  readonly portfolio: Portfolio;
  /** Where the site is published, such as `https://ada.github.io/me`; null: not known. */
  readonly url: string | null;
}

export interface SiteFile {
  /** Below the folder of the site, with slashes: `projects/ada/engine.html`. */
  readonly path: string;
  readonly bytes: Uint8Array;
}
