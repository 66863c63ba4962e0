// What every runtime reads and tells, put together in one place: GitHub with the credential that there is, and the
// documents of this machine.

import type { Portfolio } from '../config/portfolio.ts';
import { nameCredential, type Settings } from '../config/settings.ts';
import { createAppGitHub } from '../github/app.ts';
import type { WritePace } from '../github/client.ts';
import { createGitHub } from '../github/create-github.ts';
import type { Installations } from '../github/installations.ts';
import type { Outside } from '../pipeline/document-update.ts';
import type { Documents, GitHub, Probe } from '../ports/github.ts';
import type { Post } from '../ports/notices.ts';

/** Keeps the pace of one credential's writes. */
export type OpenPace = (
  credential: string,
  options?: { readonly makesContent?: boolean; readonly makesTokens?: boolean },
) => WritePace;

export interface Access {
  /** null: there is no App. */
  readonly installations: Installations | null;
  readonly token: string | null;
  readonly withoutToken: () => GitHub;
  readonly probe: Probe | null;
  /** null: there is no channel. */
  readonly post: Post | null;
  /** null: GitHub sets no limits. */
  readonly openPace: OpenPace | null;
}

export function openPorts(settings: Settings, portfolio: Portfolio, files: Documents, access: Access): Outside {
  const { notify, publicUrl } = settings;
  const { post } = access;
  return {
    github: openGitHub(settings, portfolio, access),
    files,
    ...(post !== null && { notices: { post, ...notify, publicUrl } }),
  };
}

function openGitHub(settings: Settings, portfolio: Portfolio, access: Access): GitHub {
  const { installations, token, openPace, probe } = access;
  const common = { writeToken: settings.writeToken, apiUrl: settings.apiUrl, bots: portfolio.bots, probe };
  const home = portfolio.documents.find((document) => 'repo' in document)?.repo ?? null;
  if (installations !== null && home !== null) {
    const paced = openPace === null ? {} : { paceOf: keepEach((account) => openPace(account)) };
    return createAppGitHub({ installations, home, ...common, ...paced });
  }
  if (token === null) return access.withoutToken();
  const paced = openPace === null ? {} : { pace: openPace(nameCredential(settings)) };
  return createGitHub({ token, ...common, ...paced });
}

function keepEach<Value>(make: (name: string) => Value): (name: string) => Value {
  const made = new Map<string, Value>();
  return (name) => {
    const value = made.get(name) ?? make(name);
    made.set(name, value);
    return value;
  };
}
