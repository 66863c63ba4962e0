// Where the programs that tests start keep what Node made of the sources: each of them starts in half the processor time.

import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const compileCache = join(tmpdir(), 'statusfolio-compile-cache');
