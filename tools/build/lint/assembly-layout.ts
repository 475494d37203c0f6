// Holds the cores' sources against the rules of their layout: order of the rooms, sizes of static memory; part of `make check`.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../paths.ts';
import { roomComplaints, type Floors } from './assembly-rooms.ts';
import { countedSizes } from './memory-sizes.ts';

/** AssemblyScript below a folder without its specs, which may use any room, by path from the project's root. */
function sourcesIn(folder: string): [path: string, text: string][] {
  return readdirSync(join(ROOT, folder, 'assembly'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.includes('__tests__'))
    .map((path) => `${folder}/assembly/${path}`)
    .sort()
    .map((path) => [path, readFileSync(join(ROOT, path), 'utf8')]);
}

/** Where sizes are held against the rule. */
const SIZED = ['metering-core', 'management-core', 'shared-protocol'];

const floors = JSON.parse(readFileSync(join(import.meta.dirname, 'assembly-floors.json'), 'utf8')) as Floors;
const cores = Object.keys(floors.cores).flatMap(sourcesIn);
const complaints = [
  ...roomComplaints(new Map(cores), floors),
  ...SIZED.flatMap(sourcesIn).flatMap(([path, text]) =>
    countedSizes(text).map((complaint) => `${path}: ${complaint}`),
  ),
];
complaints.forEach((complaint) => console.error(complaint));
if (complaints.length > 0) process.exitCode = 1;
