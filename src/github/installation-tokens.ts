// The tokens of many installations, by their ids. One that reads is kept in memory and, sealed, in the directory, so that
// whoever has the owner's next turn need not make another: the App's own credential, which makes them, is the one budget
// that all owners share. One that writes is made when something is written, for the repositories that are written to.

import { StatusfolioError } from '../errors.ts';
import type { Directory, OwnerRecord } from '../ports/directory.ts';
import { type AppClientOptions, keyName, openAppClient } from './app-client.ts';
import type { AppCredential } from './app-key.ts';
import type { TokenSource } from './client.ts';
import { createToken, once, renewedBeforeMs, type Token } from './create-token.ts';
import type { Sealer } from './seal.ts';

export type TokenOwner = Pick<OwnerRecord, 'ownerId' | 'login' | 'installationId' | 'permissions' | 'sealedToken'>;

export interface InstallationTokens {
  /** Of everything that the installation covers, to read it. */
  reading(owner: TokenOwner): TokenSource;
  /** Of these repositories (`owner/name`) alone; there is at least one. */
  writing(owner: TokenOwner, repositories: readonly string[]): TokenSource;
  /** The installation is suspended or gone. */
  forget(installationId: number): void;
  /** How many were made since the start. */
  made(): number;
}

export interface InstallationTokenOptions extends AppClientOptions {
  readonly sealer: Sealer;
  readonly directory: Pick<Directory, 'saveToken'>;
}

/** Bounds the memory; whose token was dropped finds it in the directory. */
const maxKept = 2000;

/** GitHub lets nobody name more. */
const maxRepositories = 500;

/**
 * `pace` is that of the App's own credential. Sources throw TOKEN_REJECTED where GitHub gives no token, GITHUB_THROTTLED
 * where the App has made too many, and what the client throws.
 */
export function openInstallationTokens(app: AppCredential, options: InstallationTokenOptions): InstallationTokens {
  const { sealer, directory } = options;
  const { client, clock, askAgainInTime } = openAppClient(app, options);
  const kept = new Map<string, Promise<Token>>();
  let count = 0;

  const limit = createAppLimit(clock);

  const isGood = ({ expires_at: endsAt }: Token) => Date.parse(endsAt) - clock.now().getTime() > renewedBeforeMs;
  const purposeOf = ({ ownerId, installationId }: TokenOwner) => `${ownerId} ${installationId}`;

  async function make(owner: TokenOwner, repositories?: readonly string[]): Promise<Token> {
    const request = {
      id: owner.installationId,
      permissions: owner.permissions,
      where: owner.login,
      ...(repositories === undefined ? { isReadOnly: true } : { repositories }),
    };
    limit.check();
    const token = await askAgainInTime(() => createToken(client, request)).catch((error: unknown) => {
      throw limit.note(error, owner.installationId);
    });
    limit.pass();
    count += 1;
    return token;
  }

  async function readSealed(owner: TokenOwner): Promise<Token | null> {
    const { sealedToken } = owner;
    if (sealedToken === null || sealedToken.until <= clock.now().toISOString()) return null;
    const token = await sealer.open(sealedToken.sealed, purposeOf(owner));
    return token === null ? null : { token, expires_at: sealedToken.until };
  }

  async function findOrMake(owner: TokenOwner): Promise<Token> {
    const known = await readSealed(owner);
    if (known !== null && isGood(known)) return known;
    const token = await make(owner);
    const sealed = await sealer.seal(token.token, purposeOf(owner));
    const until = new Date(token.expires_at).toISOString();
    await directory.saveToken(owner.ownerId, owner.installationId, { sealed, until });
    return token;
  }

  async function read(key: string, find: () => Promise<Token>, makeAnother: () => Promise<Token>): Promise<string> {
    const token = await once(kept, key, find);
    if (isGood(token)) return touch(key, token);
    kept.delete(key);
    return touch(key, await once(kept, key, makeAnother));
  }

  /** Used last, dropped last. */
  function touch(key: string, token: Token): string {
    const held = kept.get(key) ?? Promise.resolve(token);
    kept.delete(key);
    kept.set(key, held);
    for (const oldest of kept.keys()) {
      if (kept.size <= maxKept) break;
      kept.delete(oldest);
    }
    return token.token;
  }

  return {
    reading(owner) {
      const key = `${owner.installationId}`;
      let isRejected = false;
      return {
        name: keyName,
        read: () => {
          const given = isRejected ? { ...owner, sealedToken: null } : owner;
          return read(
            key,
            () => findOrMake(given),
            () => findOrMake({ ...owner, sealedToken: null }),
          );
        },
        forget: () => {
          isRejected = true;
          kept.delete(key);
          // Whoever comes next would be given it again.
          void directory.saveToken(owner.ownerId, owner.installationId, null).catch(() => {});
        },
      };
    },
    writing(owner, repositories) {
      const names = [...new Set(repositories.map((repo) => (repo.split('/')[1] ?? '').toLowerCase()))].sort();
      if (names.length === 0 || names.length > maxRepositories)
        throw new StatusfolioError('UNEXPECTED', `A token cannot be made for ${names.length} repositories.`);
      const key = `${owner.installationId} ${names.join()}`;
      return {
        name: keyName,
        read: () =>
          read(
            key,
            () => make(owner, names),
            () => make(owner, names),
          ),
        forget: () => void kept.delete(key),
      };
    },
    forget(installationId) {
      for (const key of kept.keys()) if (key.split(' ')[0] === String(installationId)) kept.delete(key);
    },
    made: () => count,
  };
}

/** So many installations, one after the other, and it is the App that is refused. */
const refusedInARow = 3;
/** GitHub does not accept the App's own credential; whoever asks on and on may be shut out for good. */
const rejectedMs = 10 * 60_000;

/**
 * Tells a refusal of one owner from one of the App as a whole, which is asked for nothing more until GitHub's time: another
 * owner's token would be refused as well.
 */
function createAppLimit(clock: { now(): Date }) {
  const refused = new Set<number>();
  let until: StatusfolioError | null = null;
  return {
    /** Throws what was said of the App as a whole, as long as that holds. */
    check(): void {
      if (until?.retryAt != null && until.retryAt > clock.now().toISOString()) throw until;
    },
    pass(): void {
      refused.clear();
      until = null;
    },
    /** Returns what is to be thrown. */
    note(error: unknown, installationId: number): unknown {
      if (!(error instanceof StatusfolioError)) return error;
      const isApp = error.code === 'TOKEN_REJECTED' && error.where === keyName;
      if (!isApp && error.code !== 'GITHUB_THROTTLED') return error;
      const { code, message, where, hint, cause } = error;
      const retryAt = error.retryAt ?? new Date(clock.now().getTime() + rejectedMs).toISOString();
      const told = new StatusfolioError(code, message, { where, hint, retryable: true, retryAt, cause });
      refused.add(installationId);
      if (refused.size >= refusedInARow) until = told;
      return told;
    },
  };
}
