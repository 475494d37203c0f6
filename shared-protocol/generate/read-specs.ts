// Reads the specifications in spec/, unchecked; rows of objects by their file.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Specs } from './model.ts';

const FOLDER = join(import.meta.dirname, '../spec');
const NAMES = [
  'abi',
  'link',
  'status',
  'storage',
  'mirror',
  'cosem',
  'templates',
  'rights',
  'providers',
  'lists',
] as const;

const read = (path: string) => JSON.parse(readFileSync(join(FOLDER, path), 'utf8'));

/** All specifications as they stand in their files. */
export function readSpecs(): Specs {
  const files = readdirSync(join(FOLDER, 'objects')).filter((file) => file.endsWith('.json'));
  const objects = files.sort().map((file) => [basename(file, '.json'), read(`objects/${file}`)]);
  const others = NAMES.map((name) => [name, read(`${name}.json`)]);
  return { ...Object.fromEntries(others), objects: Object.fromEntries(objects) };
}
