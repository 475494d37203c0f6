// Holds the order of the rooms in both cores: no import runs upward or sideways, no files import each other in a circle.
//
// asc's files name their imports without an extension, and its types are not TypeScript's: so they are read here.
import { dirname, join, normalize } from 'node:path';

/** Which rooms a core has, from the ground up, and what every room may use. */
export interface Floors {
  readonly below: readonly string[];
  readonly cores: Readonly<Record<string, readonly (readonly string[])[]>>;
}

/** The text of each file by its path from the project's root. */
export type Sources = ReadonlyMap<string, string>;

/** Path without `.ts` of each file that a file imports or re-exports, from the project's root. */
function importsOf(path: string, text: string): string[] {
  const found = text.matchAll(/^\s*(?:import|export)\b[^'";]*?\bfrom\s*['"](\.[^'"]+)['"]/gms);
  return [...found].map(([, to]) => normalize(join(dirname(path), to)).replace(/\.ts$/, ''));
}

/** Room of a file of a core: the folder below `assembly`, or the file's own name. */
function roomOf(core: string, path: string): string {
  return path.slice(`${core}/assembly/`.length).replace(/\.ts$/, '').split('/')[0];
}

class Core {
  readonly #name: string;
  readonly #below: readonly string[];
  readonly #floors: ReadonlyMap<string, number>;

  constructor(name: string, rooms: readonly (readonly string[])[], below: readonly string[]) {
    this.#name = name;
    this.#below = below;
    this.#floors = new Map(rooms.flatMap((floor, height) => floor.map((room) => [room, height] as const)));
  }

  /** What is wrong with one import, or nothing. */
  complaint(path: string, to: string): string | undefined {
    if (this.#below.some((folder) => to.startsWith(`${folder}/`))) return undefined;
    if (!to.startsWith(`${this.#name}/assembly/`))
      return `${path}: imports ${to}, which lies outside the core`;
    const [from, target] = [roomOf(this.#name, path), roomOf(this.#name, to)];
    if (from === target) return undefined;
    const [height, other] = [this.#floors.get(from), this.#floors.get(target)];
    if (height === undefined || other === undefined) return undefined;
    if (other < height) return undefined;
    const where = other === height ? 'on the same floor as' : 'above';
    return `${path}: imports ${to}: '${target}' lies ${where} '${from}'`;
  }

  /** Rooms that stand on no floor. */
  homeless(paths: readonly string[]): string[] {
    return paths
      .filter((path) => !this.#floors.has(roomOf(this.#name, path)))
      .map((path) => `${path}: room '${roomOf(this.#name, path)}' stands on no floor`);
  }
}

/** The first circle among files, as the paths it runs through. */
function circleOf(imports: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const visit = (path: string, trail: string[]): string[] | undefined => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (done.has(path)) return undefined;
    for (const to of imports.get(path) ?? []) {
      const circle = visit(to, [...trail, path]);
      if (circle) return circle;
    }
    done.add(path);
    return undefined;
  };
  for (const path of imports.keys()) {
    const circle = visit(path, []);
    if (circle) return circle;
  }
  return undefined;
}

/** Complaints about the sources of all cores, each beginning with its path. */
export function roomComplaints(sources: Sources, { below, cores }: Floors): string[] {
  return Object.entries(cores).flatMap(([name, rooms]) => {
    const core = new Core(name, rooms, below);
    const paths = [...sources.keys()].filter((path) => path.startsWith(`${name}/assembly/`));
    const imports = new Map(
      paths.map((path) => [path.replace(/\.ts$/, ''), importsOf(path, sources.get(path)!)]),
    );
    const bad = paths.flatMap((path) =>
      imports.get(path.replace(/\.ts$/, ''))!.flatMap((to) => core.complaint(path, to) ?? []),
    );
    const circle = circleOf(imports);
    return [
      ...core.homeless(paths),
      ...bad,
      ...(circle ? [`${circle[0]}.ts: circle ${circle.join(' -> ')}`] : []),
    ];
  });
}
