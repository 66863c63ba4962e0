// A server that npm started ends with npm, which passes not every signal on to what a script runs (npm/cli#6684), and none
// when it is killed outright: the server would keep its port and its database.

import { readFileSync } from 'node:fs';

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly isNpm: boolean;
}

const pollMs = 500;
/** Scripts of npm that run scripts of npm: so far up is looked. */
const maxAncestors = 8;

/**
 * Calls `onGone` once whoever started this process is gone: its parent, and where Linux shows that npm stands behind the
 * shell of its script, npm as well. For processes that npm started; one that was given a session of its own is meant to
 * outlive npm, and is left alone.
 */
export function watchParent(onGone: () => void): void {
  if (readStat(process.pid)?.session === process.pid) return;
  const parent = process.ppid;
  const above = listUpToNpm();
  const timer = setInterval(() => {
    if (process.ppid === parent && above.every(hasItsParent)) return;
    clearInterval(timer);
    onGone();
  }, pollMs);
  timer.unref();
}

/** The ancestors below the highest npm that has at most a shell between itself and the next one, or this process. */
function listUpToNpm(): readonly Process[] {
  const ancestors: Process[] = [];
  let below = 0;
  for (let pid = process.ppid; ancestors.length < maxAncestors && ancestors.length - below < 2; ) {
    const found = readProcess(pid);
    if (found === null) break;
    ancestors.push(found);
    if (found.isNpm) below = ancestors.length;
    pid = found.parent;
  }
  // What started npm may end: it runs on, and so does the server.
  return ancestors.slice(0, Math.max(0, below - 1));
}

/** A state that cannot be read counts as unchanged, so that the server is never ended by mistake. */
function hasItsParent({ pid, parent }: Process): boolean {
  const found = readProcess(pid);
  return found === null || found.parent === parent;
}

/** null where there is no /proc, or no such process. */
function readProcess(pid: number): Process | null {
  const stat = readStat(pid);
  const [command = '', ...args] = readText(`/proc/${pid}/cmdline`)?.split('\0') ?? [];
  if (stat === null) return null;
  // npm calls itself "npm start"; pnpm and yarn say which program they are.
  const npm = process.env['npm_execpath'];
  return { pid, parent: stat.parent, isNpm: /^npm(?: |$)/.test(command) || (npm !== undefined && args.includes(npm)) };
}

/** See proc_pid_stat(5): the name, in parentheses, may itself hold some. */
function readStat(pid: number): { readonly parent: number; readonly session: number } | null {
  const text = readText(`/proc/${pid}/stat`);
  if (text === null) return null;
  const [, parent = '', , session = ''] = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { parent: Number(parent), session: Number(session) };
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
