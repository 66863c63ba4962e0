// Finds a program of this machine by its absolute path, never one that lies in what is being checked: the current
// folder, a relative entry of PATH, or a folder of programs that npm puts in front of PATH.

import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, sep } from 'node:path';

export interface ProgramSearch {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Folders that others may have written. */
  readonly avoid: readonly string[];
  readonly platform: NodeJS.Platform;
}

/** null: there is none that can be trusted. */
export function findProgram(name: string, search: ProgramSearch): string | null {
  // Without a shell only an .exe can be started; a .cmd would need one.
  const file = search.platform === 'win32' ? `${name}.exe` : name;
  const avoided = search.avoid.map(readRealPath);
  const found = listTrustedFolders(search).map((folder) => join(folder, file));
  return found.find((path) => isExecutable(path) && !isInside(readRealPath(path), avoided)) ?? null;
}

/** The entries of PATH that only this person or the administrator can write to. */
export function listTrustedFolders({ environment, avoid }: ProgramSearch): string[] {
  const avoided = avoid.map(readRealPath);
  // Windows spells it in its own way.
  const path = environment['PATH'] ?? environment['Path'] ?? '';
  return path
    .split(delimiter)
    .map((entry) => entry.replace(/^"|"$/g, ''))
    .filter((folder) => isAbsolute(folder) && !isInside(readRealPath(folder), avoided))
    .filter((folder) => !/[\\/]node_modules[\\/]\.bin[\\/]?$/.test(folder));
}

/** What a program needs to know of the person, and nothing that belongs to us: no tokens, no switches of tools. */
export function pickEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  names: readonly string[],
): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = environment[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function isInside(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep));
}

function readRealPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // It is not there: then nothing in it is started, either.
    return path;
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
