// Holds every AssemblyScript and C source against the size budget; part of `make check`.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../paths.ts';
import { sizeComplaints } from './source-size.ts';

/** Where such sources stand. */
const FOLDERS = ['metering-core', 'management-core', 'shared-protocol', 'hal', 'boards', 'tools'];

/** AssemblyScript of the cores and their specs, C anywhere; what npm or a build put there is not ours. */
function isSource(path: string): boolean {
  if (/(^|\/)(node_modules|build|generated)\//.test(path)) return false;
  return /\/assembly\/.*\.ts$/.test(path) || /\.[ch]$/.test(path);
}

/** Complaints about all sources, each beginning with its path. */
export function allComplaints(): string[] {
  const paths = FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((path) => `${folder}/${path}`),
  );
  return paths
    .filter(isSource)
    .sort()
    .flatMap((path) => sizeComplaints(readFileSync(join(ROOT, path), 'utf8')).map((c) => `${path}: ${c}`));
}

if (import.meta.filename === process.argv[1]) {
  const complaints = allComplaints();
  complaints.forEach((complaint) => console.error(complaint));
  if (complaints.length > 0) process.exitCode = 1;
}
