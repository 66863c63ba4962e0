// What a database may not stand on: file systems whose locks do not hold, and versions of SQLite that can lose data.
// Pure: it only judges what it is told.

/** Magic numbers of statfs(2) on Linux, from linux/magic.h. Every kind of FUSE has one: shared folders of Docker too. */
const unsafeFileSystems = new Map([
  [0x00006969, 'NFS'],
  [0x0000517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB2'],
  [0x01021997, '9p'],
  [0x65735546, 'FUSE'],
  [0x00c36400, 'Ceph'],
  [0x5346414f, 'AFS'],
  [0x786f4256, 'a VirtualBox shared folder'],
]);

/** A WAL database can be corrupted when it is reset by anything older: https://sqlite.org/wal.html#walresetbug */
export const oldestSqliteVersion = '3.51.3';

/** The name of a file system on which SQLite cannot keep its promises; null when it is none that is known to be so. */
export function findUnsafeFileSystem(type: number): string | null {
  // The same number may be reported with a sign.
  return unsafeFileSystems.get(type >>> 0) ?? null;
}

export function isSafeSqliteVersion(version: string): boolean {
  const parts = version.split('.').map(Number);
  for (const [index, oldest] of oldestSqliteVersion.split('.').map(Number).entries()) {
    const difference = (parts[index] ?? 0) - oldest;
    if (difference !== 0) return difference > 0;
  }
  return true;
}
