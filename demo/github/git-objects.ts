// Git's own object names: the SHA-1 of real blob, tree and commit objects, so that anything that verifies them can.

import { createHash } from 'node:crypto';

export interface CommitText {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: { readonly name: string; readonly email: string };
  readonly at: Date;
  readonly message: string;
}

export function hashBlob(bytes: Uint8Array): string {
  return hashObject('blob', bytes);
}

/** The name of the tree that holds these files; `files` maps paths with slashes to bytes. */
export function hashTree(files: ReadonlyMap<string, Uint8Array>): string {
  const folders = new Map<string, Map<string, Uint8Array>>();
  const entries: { name: string; mode: string; oid: string }[] = [];
  for (const [path, bytes] of files) {
    const slash = path.indexOf('/');
    if (slash === -1) {
      entries.push({ name: path, mode: '100644', oid: hashBlob(bytes) });
      continue;
    }
    const folder = path.slice(0, slash);
    const inside = folders.get(folder) ?? new Map<string, Uint8Array>();
    folders.set(folder, inside.set(path.slice(slash + 1), bytes));
  }
  for (const [name, inside] of folders) entries.push({ name, mode: '40000', oid: hashTree(inside) });
  // Git sorts folders as if their names ended in a slash.
  const sortName = ({ name, mode }: { name: string; mode: string }) =>
    Buffer.from(mode === '40000' ? `${name}/` : name);
  entries.sort((a, b) => Buffer.compare(sortName(a), sortName(b)));
  return hashObject(
    'tree',
    Buffer.concat(
      entries.flatMap(({ name, mode, oid }) => [Buffer.from(`${mode} ${name}\0`), Buffer.from(oid, 'hex')]),
    ),
  );
}

export function hashCommit({ tree, parents, author, at, message }: CommitText): string {
  const when = `${Math.floor(at.getTime() / 1000)} +0000`;
  const lines = [
    `tree ${tree}`,
    ...parents.map((parent) => `parent ${parent}`),
    `author ${author.name} <${author.email}> ${when}`,
    `committer ${author.name} <${author.email}> ${when}`,
    '',
    message,
  ];
  return hashObject('commit', Buffer.from(lines.join('\n')));
}

function hashObject(kind: 'blob' | 'tree' | 'commit', bytes: Uint8Array): string {
  return createHash('sha1').update(`${kind} ${bytes.length}\0`).update(bytes).digest('hex');
}
