// Providers by room, and the switches that call them: by room, then by number.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { banner, pascal, upper } from '../text.ts';
import { refuseDuplicates, SpecError } from '../spec-error.ts';
import type { ProvidersSpec, ProviderSource, RawProvider } from './spec.ts';

const FILE = 'providers.json';
/** asc turns a case into a nested block, and modules nest at most 128 deep. */
const CASES_MAX = 64;

export interface Provider extends RawProvider {
  room: number;
  provider: number;
}

/** The checked rooms. Throws SpecError. */
export class ProviderTable {
  readonly rooms: ProvidersSpec['rooms'];

  constructor(spec: ProvidersSpec) {
    this.rooms = spec.rooms;
    refuseDuplicates(
      FILE,
      'rooms',
      'room',
      spec.rooms.map(({ name }) => name),
    );
    if (spec.rooms.length > CASES_MAX) throw new SpecError(FILE, 'rooms', `more than ${CASES_MAX}`);
    for (const { name, providers } of spec.rooms) {
      refuseDuplicates(
        FILE,
        name,
        'provider',
        providers.map((p) => p.name),
      );
      if (providers.length > CASES_MAX) throw new SpecError(FILE, name, `more than ${CASES_MAX} providers`);
    }
  }

  find({ room, provider }: ProviderSource, refuse: (reason: string) => never): Provider {
    const rooms = this.rooms.findIndex(({ name }) => name === room);
    if (rooms < 0) return refuse(`no room '${room}' of providers`);
    const { providers } = this.rooms[rooms];
    const index = providers.findIndex(({ name }) => name === provider);
    return index < 0
      ? refuse(`no provider '${provider}' in room '${room}'`)
      : { ...providers[index], room: rooms, provider: index };
  }
}

/** Functions a provider has. */
export function functionsOf({ name, entries, write, staged, act }: RawProvider): string[] {
  const of = (verb: string) => `${verb}${pascal(name)}`;
  const verbs = write ? ['begin', 'put', 'commit', 'abort'] : staged ? ['commit'] : [];
  return [...(act ? [] : [name]), ...(entries ? [of('count')] : []), ...verbs.map(of)];
}

/** Throws SpecError for a provider its file does not have. */
export function checkProviderFiles(table: ProviderTable, root: string): void {
  for (const { name: room, file, providers } of table.rooms) {
    if (!existsSync(join(root, file))) throw new SpecError(FILE, room, `no file '${file}'`);
    const text = readFileSync(join(root, file), 'utf8');
    const missing = providers.flatMap(functionsOf).find((name) => !text.includes(`export function ${name}(`));
    if (missing) throw new SpecError(FILE, room, `no function '${missing}' in ${file}`);
  }
}

interface Door {
  name: string;
  doc: string;
  parameters: string;
  call: string;
  result: string;
  /** What is returned where no provider has it. */
  otherwise: string;
  of: (provider: RawProvider) => string | undefined;
}

/** The function of a verb, where the provider has one. */
const own = (verb: string) => (provider: RawProvider) => {
  const name = `${verb}${pascal(provider.name)}`;
  return functionsOf(provider).includes(name) ? name : undefined;
};
const PLACE = 'row: ObjectRow, entry: i32, attribute: i32';
const DOORS: Door[] = [
  {
    name: 'item',
    doc: 'Puts the value of a leaf of an entry.',
    parameters: `${PLACE}, index: i32, leaf: i32, snapshot: usize, value: Value`,
    call: 'row, entry, attribute, index, leaf, snapshot, value',
    result: 'i32',
    otherwise: 'Status.NOT_FOUND',
    of: ({ name, act }) => (act ? undefined : name),
  },
  {
    name: 'count',
    doc: 'Entries of a selection, whose first and last it fixes.',
    parameters: `${PLACE}, selection: Selection`,
    call: 'row, entry, attribute, selection',
    result: 'i32',
    otherwise: 'Status.NOT_FOUND',
    of: own('count'),
  },
  ...['begin', 'commit', 'abort'].map((verb) => ({
    name: verb,
    doc: `Staging: ${verb}.`,
    parameters: PLACE,
    call: 'row, entry, attribute',
    result: 'i32',
    otherwise: 'Status.NOT_FOUND',
    of: own(verb),
  })),
  {
    name: 'put',
    doc: 'Stages the value of a leaf of an entry.',
    parameters: `${PLACE}, index: i32, leaf: i32, value: Value`,
    call: 'row, entry, attribute, index, leaf, value',
    result: 'i32',
    otherwise: 'Status.NOT_FOUND',
    of: own('put'),
  },
];

/** Which doors a core's switches have: those that one of its providers has, or all, for code that is written to all of them. */
export type Doors = 'used' | 'all';

function doorOf(table: ProviderTable, door: Door, doors: Doors): string {
  const rooms = table.rooms.flatMap(({ name, providers }, room) => {
    const cases = providers.flatMap((p, i) =>
      door.of(p) ? [`    case ${i}: return ${door.of(p)}(${door.call});`] : [],
    );
    if (cases.length === 0) return [];
    const body = ['  switch (provider) {', ...cases, `    default: return ${door.otherwise};`, '  }'];
    const head = `function ${door.name}Of${pascal(name)}(provider: i32, ${door.parameters}): ${door.result} {`;
    return [
      {
        room,
        call: `${door.name}Of${pascal(name)}(provider, ${door.call})`,
        text: [head, ...body, '}\n'].join('\n'),
      },
    ];
  });
  if (rooms.length === 0 && doors === 'used') return '';
  const cases = rooms.map(({ room, call }) => `    case ${room}: return ${call};`);
  return [
    ...rooms.map(({ text }) => text),
    `/** ${door.doc} */`,
    `export function ${door.name}OfProvider(room: i32, provider: i32, ${door.parameters}): ${door.result} {`,
    '  switch (room) {',
    ...cases,
    `    default: return ${door.otherwise};`,
    '  }',
    '}\n',
  ].join('\n');
}

/** The switches of a core; its providers' files stand in the same folder. */
export function providerSwitch(table: ProviderTable, wanted: Doors): string {
  const shared = '../../../shared-protocol';
  const doors = DOORS.map((door) => doorOf(table, door, wanted)).filter((text) => text !== '');
  const types = ['ObjectRow', 'Selection', 'Value'].filter((name) =>
    doors.some((text) => text.includes(`: ${name}`)),
  );
  const files: Record<string, string> = { ObjectRow: 'rows', Selection: 'selection', Value: 'value' };
  const imports = table.rooms.map(({ file, providers }) => {
    const names = providers.flatMap((p) => DOORS.flatMap((door) => door.of(p) ?? []));
    return `import { ${names.sort().join(', ')} } from './${file.split('/').at(-1)!.replace('.ts', '')}';`;
  });
  return [
    banner('//'),
    `// Calls the providers: by room, then by number; rooms are ${table.rooms.map(({ name }, i) => `${i} ${upper(name)}`).join(', ')}.`,
    ...types.map((name) => `import { ${name} } from '${shared}/assembly/objects/${files[name]}';`),
    `import { Status } from '${shared}/generated/assembly/protocol';`,
    ...imports,
    '',
    ...doors,
  ].join('\n');
}
