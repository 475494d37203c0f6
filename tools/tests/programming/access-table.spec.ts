// The table of who may do what, cell by cell: each attribute and method, each act, each port, each level.
import fs from 'node:fs';
import path from 'node:path';
import asc from 'assemblyscript/asc';
import { beforeAll, describe, expect, it } from 'vitest';
import { GATES, PASSWORD_SLOTS } from '../../../shared-protocol/generated/ts/programming.ts';
import { loadModel } from '../../../shared-protocol/generate/model.ts';
import { readSpecs } from '../../../shared-protocol/generate/read-specs.ts';
import { ROOT } from '../../build/paths.ts';
import { refused, withBench } from './bench.ts';

const ENTRY = 'management-core/assembly/access-table.ts';
const ENTRY_TEXT = `export { refusal } from './servers/iec62056-21/permission';`;
const ASC_FLAGS = ['--runtime', 'stub', '--noAssert', '-O', '--initialMemory', '1', '--maximumMemory', '1'];
/** Acts as the core numbers them, and the word of rights.json for each. */
const ACTS = [
  { act: 1, word: 'read', ofMethod: false },
  { act: 2, word: 'write', ofMethod: false },
  { act: 5, word: 'access', ofMethod: true },
] as const;
const LEVELS = [1, 2, 3, 4];

const specs = readSpecs();
const model = loadModel();
const classNames = Object.keys(specs.rights.classes);

interface WasmApi {
  readonly Module: new (binary: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
}
const wasm = (globalThis as unknown as { WebAssembly: WasmApi }).WebAssembly;
type Refusal = (port: number, level: number, act: number, row: number, place: number) => number;

async function compiled(): Promise<Refusal> {
  let binary: Uint8Array | undefined;
  const { error, stderr } = await asc.main([ENTRY, '--outFile', 't.wasm', '--baseDir', ROOT, ...ASC_FLAGS], {
    readFile: (name, directory) => {
      if (name === ENTRY) return ENTRY_TEXT;
      const file = path.join(directory, name);
      return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : null;
    },
    writeFile: (name, contents) => {
      if (name.endsWith('.wasm')) binary = contents as Uint8Array;
    },
  });
  if (error || !binary) throw new Error(`asc: ${String(stderr)}`);
  const nothing = new Proxy({}, { get: () => () => 0, has: () => true });
  const { exports } = new wasm.Instance(new wasm.Module(binary), { host: nothing, env: nothing });
  return (exports as { refusal: Refusal }).refusal;
}

/** What the specifications say of a cell: 0 where it may be, else the number of the error. */
function expectedOf(
  port: number,
  level: number,
  act: (typeof ACTS)[number],
  row: number,
  place: number,
): number {
  const name = specs.abi.ports.management[port].name;
  const access = specs.programming.ports.find((each) => each.port === name)!;
  const attribute = model.objects.rows[row].template.attributes[place];
  const granted = specs.rights.classes[classNames[attribute.rights]];
  const may = (n: number) => {
    const association = n === 1 ? specs.programming.level_1 : `level_${n}`;
    return (granted[association] ?? []).includes(act.word);
  };
  const isMethod = attribute.source === 'method';
  const isLet = access.writes === 'all' || (access.writes === 'public' && may(1));
  const isThere = isMethod === act.ofMethod && (act.word === 'read' || isLet);
  if (!isThere || !LEVELS.some((n) => n <= access.level && may(n))) return 3;
  return may(Math.min(level, access.level)) ? 0 : 4;
}

let refusal: Refusal;
beforeAll(async () => {
  refusal = await compiled();
});

describe('The table of access', () => {
  it('is what rights.json and programming.json say, in every cell', () => {
    let cells = 0;
    let granted = 0;
    model.objects.rows.forEach(({ template, raw }, row) => {
      template.attributes.forEach((attribute, place) => {
        for (const act of ACTS)
          for (let port = 0; port < 4; port++)
            for (const level of LEVELS) {
              const expected = expectedOf(port, level, act, row, place);
              const cell = `${raw.obis} ${attribute.id} ${act.word}, port ${port}, level ${level}`;
              expect(`${cell}: ${refusal(port, level, act.act, row, place)}`).toBe(`${cell}: ${expected}`);
              cells++;
              granted += Number(expected === 0);
            }
      });
    });
    expect(cells).toBeGreaterThan(10_000);
    expect(granted).toBeGreaterThan(1000);
  });

  it('gives nobody a write or a method at a port but the optical one, but a token and emergency credit: at level 1, at the house’s too', () => {
    const free: string[] = [];
    model.objects.rows.forEach(({ template, raw }, row) => {
      template.attributes.forEach((attribute, place) => {
        for (const { act, word } of ACTS.slice(1)) {
          for (const port of [0, 2])
            for (const level of LEVELS) expect(refusal(port, level, act, row, place)).not.toBe(0);
          const isFree = refusal(1, 1, act, row, place) === 0;
          for (const level of LEVELS) expect(refusal(3, level, act, row, place) === 0).toBe(isFree);
          if (isFree) free.push(`${word} ${raw.obis} ${attribute.id}`);
        }
      });
    });
    // By the classes of COSEM, and by this meter's own objects.
    expect(free).toEqual([
      'access 0-0:19.10.0.255 3',
      'access 0-0:19.10.1.255 3',
      'access 0-0:19.40.0.255 1',
      'write 0-0:96.141.0.255 2',
      'write 0-0:96.141.7.255 2',
    ]);
  });

  it('has no level that may less than one below it', () => {
    model.objects.rows.forEach(({ template }, row) => {
      template.attributes.forEach((_, place) => {
        for (const { act } of ACTS)
          for (let port = 0; port < 4; port++) {
            const may = LEVELS.map((level) => refusal(port, level, act, row, place) === 0);
            expect(may).toEqual([...may].sort((a, b) => Number(a) - Number(b)));
          }
      });
    });
  });

  it('writes no measured value, and no object of the metering core: calibration is not reachable from here', () => {
    const legal = new Set(specs.objects.legal.rows.map(({ obis }) => obis));
    const mirrored = model.objects.rows.map((each, index) => ({ ...each, index }));
    for (const { raw, template, index } of mirrored) {
      if (!legal.has(raw.obis) && raw.field === undefined) continue;
      template.attributes.forEach((_, place) => {
        for (const level of LEVELS) expect(refusal(1, level, 2, index, place)).toBe(3);
      });
    }
    // No import of the module reaches the sealed parameters: they lie in the other board's memory, behind its own port.
    const { imports } = model.cores.management;
    expect(
      imports.filter(({ name }) => /param|seal|calib|adjust/.test(name)).map(({ name }) => name),
    ).toEqual(['key_seal']);
  });

  it('has a protection for each gate, and an attribute for each password', () => {
    const protection = model.objects.rows.find(({ raw }) => raw.obis === '0-0:44.2.0.255')!;
    expect(protection.span).toBe(GATES);
    const port = model.objects.rows.find(({ raw }) => raw.obis === '0-0:20.0.0.255')!;
    const secret = port.template.attributes.filter(({ rights }) => classNames[rights] === 'password');
    expect(secret).toHaveLength(PASSWORD_SLOTS);
  });
});

describe('The table on the wire', () => {
  const values = model.objects.rows.filter(({ template }) => template.attributes.some(({ id }) => id === 2));

  it.each([
    ['optical', 1, undefined],
    ['optical', 3, { key: true }],
    ['rs485', 1, undefined],
  ] as const)('holds for the value of every object: %s, level %i', (port, level, prove) =>
    withBench(
      async (bench) => {
        const session = await bench.session(prove ?? {});
        const number = specs.abi.ports.management.findIndex(({ name }) => name === port);
        for (const { raw, template } of values) {
          const row = model.objects.rows.findIndex((each) => each.raw === raw);
          const place = template.attributes.findIndex(({ id }) => id === 2);
          const expected = expectedOf(number, level, ACTS[0], row, place);
          const outcome = await refused(session.read('R6', raw.obis));
          expect(`${raw.obis} ${outcome ?? 'read'}`).toBe(
            `${raw.obis} ${expected ? `ER0${expected}` : 'read'}`,
          );
        }
      },
      { port },
    ),
  );
});
