// SQLite, which is a native package: it is no part of what every machine must have, and loaded only where results are kept.
import { createRequire } from 'node:module';
import type Database from 'better-sqlite3';
import { ResultsError } from './errors.ts';

const load = createRequire(import.meta.url);

/** The package; undefined where it could not be installed. */
export function sqliteIfThere(): typeof Database | undefined {
  try {
    const package_ = load('better-sqlite3') as typeof Database;
    new package_(':memory:').close();
    return package_;
  } catch {
    return undefined;
  }
}

/** The package, for a file of results. Throws ResultsError. */
export function sqlite(path: string): typeof Database {
  const found = sqliteIfThere();
  if (found) return found;
  throw new ResultsError(
    path,
    'needs the npm package better-sqlite3, which could not be installed here; with a C++ compiler, npm rebuild better-sqlite3 makes it',
  );
}
