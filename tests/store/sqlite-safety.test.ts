import { statfsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findUnsafeFileSystem, isSafeSqliteVersion } from '../../src/store/sqlite.ts';

describe('findUnsafeFileSystem', () => {
  it('knows the file systems on which locks do not hold', () => {
    const types = [0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x01021997, 0x65735546];
    expect(types.map(findUnsafeFileSystem)).toEqual(['NFS', 'SMB', 'CIFS', 'SMB2', '9p', 'FUSE']);
  });

  it('knows them when their number is reported with a sign', () => {
    expect(findUnsafeFileSystem(0xff534d42 | 0)).toBe('CIFS');
  });

  it('lets local file systems be', () => {
    const [ext4, xfs, btrfs, tmpfs, overlay, zfs] = [
      0xef53, 0x58465342, 0x9123683e, 0x01021994, 0x794c7630, 0x2fc12fc1,
    ];
    expect([ext4, xfs, btrfs, tmpfs, overlay, zfs].map(findUnsafeFileSystem)).toEqual(Array(6).fill(null));
    expect(findUnsafeFileSystem(statfsSync('/proc').type)).toBeNull();
  });
});

describe('isSafeSqliteVersion', () => {
  it('refuses what is older than the mended version, and nothing else', () => {
    const versions = ['3.51.2', '3.50.9', '3.7.17', '2.99.99', '3.51'];
    expect(versions.filter(isSafeSqliteVersion)).toEqual([]);
    const safe = ['3.51.3', '3.51.10', '3.52.0', '3.54.1', '4.0.0', '3.100.0'];
    expect(safe.filter(isSafeSqliteVersion)).toEqual(safe);
  });
});
