// Owners, and the only way to what is remembered for one of them. A step of the pipeline is given the parts of one owner
// and cannot reach another's.

import type { Queue } from './queue.ts';
import type { Store } from './store.ts';

/** An account, or the files of this machine, with a memory and a queue of its own. */
export interface Owner {
  readonly id: string;
  readonly store: Store;
  readonly queue: Queue;
}

/** What is remembered for one owner, where nothing is queued. */
export type OwnerState = Pick<Owner, 'id' | 'store'>;

export interface Owners {
  /** Those whose documents are managed; never empty. */
  readonly all: readonly Owner[];
  /** The owner of a document. Throws UNEXPECTED for one that nobody here manages. */
  ofDocument(documentKey: string): Owner;
  /** What belongs to all together: what came in, and when this program did what by itself. The only owner's, of one alone. */
  readonly deployment: Store;
}
