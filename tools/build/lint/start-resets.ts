// Holds the cores to their start: it reaches every reset, and every file that keeps state has one.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A reset, or the first global of a file, that a start leaves alone. */
export interface ForgottenReset {
  file: string;
  line: number;
  name: string;
}

interface Unit {
  file: string;
  text: string;
  /** Name to body of each function at the top of the file. */
  functions: Map<string, string>;
  globals: { name: string; line: number }[];
}

const withoutComments = (text: string) =>
  text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, (comment) => comment.replace(/[^\n]/g, ' '));

const lineOf = (text: string, at: number) => text.slice(0, at).split('\n').length;

function functionsOf(text: string): Map<string, string> {
  const starts = [...text.matchAll(/^(?:export )?function (\w+)/gm)];
  return new Map(
    starts.map((match) => [match[1], text.slice(match.index, text.indexOf('\n}', match.index) + 2)]),
  );
}

function unitOf(file: string, source: string): Unit {
  const text = withoutComments(source);
  const globals = [...text.matchAll(/^(?:@\w+ )*(?:export )?let (\w+)/gm)].map((match) => ({
    name: match[1],
    line: lineOf(text, match.index),
  }));
  return { file, text, functions: functionsOf(text), globals };
}

/** Functions by name that `start` calls, directly or not. A name stands for all functions of it: none is overlooked. */
function reachable(units: readonly Unit[]): Set<string> {
  const bodies = new Map<string, string>();
  for (const { functions } of units)
    for (const [name, body] of functions) bodies.set(name, (bodies.get(name) ?? '') + body);
  const found = new Set<string>();
  const queue = ['start'];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    for (const [, called] of (bodies.get(name) ?? '').matchAll(/\b(\w+)\(/g))
      if (bodies.has(called)) queue.push(called);
  }
  return found;
}

/** Files whose globals need no start, with the reason. */
export type Exempt = Readonly<Record<string, string>>;

/** Resets that `start` does not reach, and files none of whose globals it sets; sources of a core by path. */
export function forgottenResets(sources: ReadonlyMap<string, string>, exempt: Exempt): ForgottenReset[] {
  const units = [...sources].map(([file, source]) => unitOf(file, source));
  const started = reachable(units);
  return units.flatMap((unit) => [...unreachedResets(unit, started), ...unsetGlobals(unit, started, exempt)]);
}

function unreachedResets({ file, text, functions }: Unit, started: ReadonlySet<string>): ForgottenReset[] {
  const resets = [...functions.keys()].filter((name) => /^reset[A-Z]/.test(name) && !started.has(name));
  return resets.map((name) => ({
    file,
    line: lineOf(text, text.indexOf(`function ${name}(`)),
    name: `${name}()`,
  }));
}

/** The first global of a file none of which is set on the way of `start`. */
function unsetGlobals({ file, functions, globals }: Unit, started: ReadonlySet<string>, exempt: Exempt) {
  const bodies = [...functions].filter(([name]) => started.has(name)).map(([, body]) => body);
  const isSet = ({ name }: { name: string }) =>
    bodies.some((body) => new RegExp(`(?<![\\w.])${name}\\s*=[^=]`).test(body));
  return globals.some(isSet) || file in exempt
    ? []
    : globals.slice(0, 1).map((global) => ({ file, ...global }));
}

function main(): void {
  const root = join(import.meta.dirname, '../../..');
  const exempt = JSON.parse(readFileSync(join(import.meta.dirname, 'start-resets.json'), 'utf8')) as Exempt;
  for (const core of ['metering-core', 'management-core']) {
    const folder = join(root, core, 'assembly');
    const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    const files = paths.filter((path) => path.endsWith('.ts') && !path.includes('__tests__'));
    const sources = new Map(
      files.map((path) => [`${core}/assembly/${path}`, readFileSync(join(folder, path), 'utf8')]),
    );
    for (const { file, line, name } of forgottenResets(sources, exempt)) {
      console.error(
        `${file}:${line}: '${name}' is forgotten at start: nothing that start() calls reaches it`,
      );
      process.exitCode = 1;
    }
  }
}

if (import.meta.filename === process.argv[1]) main();
