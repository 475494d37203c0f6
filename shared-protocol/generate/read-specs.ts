// Reads the specifications in spec/, unchecked; rows of objects by their file.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Specs } from './model.ts';
import { DEVICE } from './objects/spec.ts';
import { unreadable } from './schema/faults.ts';

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
  'texts',
  'dlt645',
  'provision',
  'programming',
  'p1',
  'event-logs',
] as const;

/** The content of a file that text() reads. Throws SpecFaults where it is missing or not JSON. */
export function parsed(file: string, text: () => string) {
  try {
    return JSON.parse(text());
  } catch (error) {
    if (error instanceof SyntaxError)
      throw unreadable(file, `not JSON: ${error.message.replaceAll(/\s+/g, ' ')}`);
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw unreadable(file, 'no such file');
    throw error;
  }
}

const OF_DEVICE = ['rights', 'providers', 'templates', 'objects'] as const;

const read = (path: string) => parsed(path, () => readFileSync(join(FOLDER, path), 'utf8'));

/** All specifications as they stand in their files. */
export function readSpecs(): Specs {
  const files = readdirSync(join(FOLDER, 'objects')).filter((file) => file.endsWith('.json'));
  const objects = files.sort().map((file) => [basename(file, '.json'), read(`objects/${file}`)]);
  const others = NAMES.map((name) => [name, read(`${name}.json`)]);
  const device = OF_DEVICE.map((name) => [name, read(`${DEVICE}/${name}.json`)]);
  return {
    ...Object.fromEntries(others),
    objects: Object.fromEntries(objects),
    device: Object.fromEntries(device),
  };
}
