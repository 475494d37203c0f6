// A folder that certainly does not exist: made, and removed again. A name one believes free may be somebody's.
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Path of a folder that was there a moment ago and is not now. */
export function goneFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'twinmeter-gone-'));
  rmdirSync(folder);
  return folder;
}
