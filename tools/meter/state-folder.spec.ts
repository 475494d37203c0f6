// The folder of --state: made whole or not at all, the same meter the next time, one run at a time.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdtempSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../build/paths.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FRAM_BYTES, NOR_BYTES } from '../../shared-protocol/generated/ts/protocol.ts';
import { factoryFram } from '../records/parameters.ts';
import { norImageBytes } from '../rp2350/chips/nor-image.ts';
import { StateError } from './errors.ts';
import { freshKeys } from './keys/development-keys.ts';
import { DevelopmentKeysError, formatKeys } from './keys/key-file.ts';
import { StateFolder } from './state-folder.ts';

const FACTORY = factoryFram({ service: '3p4w', samplingRate_mHz: 4_000_000 });
/** A disk of 4 MB, a folder that is to be made there, and what is there afterwards. */
const ON_A_SMALL_DISK = `mount -t tmpfs -o size=4m none "$1"
  node --import tsx -e '
    import("./tools/meter/state-folder.ts").then(({ StateFolder }) => {
      try { StateFolder.open(process.argv[1] + "/meter", new Uint8Array(${FRAM_BYTES})); }
      catch (error) { console.log(error.message); }
    });' "$1"
  echo "left: $(ls -A "$1")"`;
const MAY_MOUNT = spawnSync('unshare', ['-rm', 'true']).status === 0;

let above: string;
let folder: string;

beforeEach(() => {
  above = mkdtempSync(join(tmpdir(), 'twinmeter-state-'));
  folder = join(above, 'meter');
});
afterEach(() => rmSync(above, { recursive: true, force: true }));

const isSame = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;
const file = (name: string) => join(folder, 'storage', name);
const open = (fram = FACTORY) => StateFolder.open(folder, fram);
function used<T>(use: (state: StateFolder) => T): T {
  const state = open();
  try {
    return use(state);
  } finally {
    state.close();
  }
}

describe('A state folder', () => {
  it('begins with the chips of a new meter, and takes up room for them without writing it', () => {
    used(({ storage }) => {
      expect(isSame(storage.metering.fram, FACTORY)).toBe(true);
      expect(isSame(storage.management.fram, new Uint8Array(FRAM_BYTES).fill(0xff))).toBe(true);
      expect(storage.metering.nor.length).toBe(norImageBytes(NOR_BYTES));
      expect(
        isSame(storage.metering.nor.subarray(4096), new Uint8Array(norImageBytes(NOR_BYTES) - 4096)),
      ).toBe(true);
    });
    expect(readdirSync(folder).sort()).toEqual(['development-keys', 'lock', 'public-key.pem', 'storage']);
    expect(statSync(file('metering.fram')).size).toBe(FRAM_BYTES);
  });

  it('gives the next run what the one before wrote', () => {
    used(({ storage }) => {
      storage.metering.fram[0x30000] = 0x42;
      storage.management.nor[0x100000] = 0x24;
    });
    used(({ storage }) => {
      expect([storage.metering.fram[0x30000], storage.management.nor[0x100000]]).toEqual([0x42, 0x24]);
    });
    expect(readFileSync(file('metering.fram'))[0x30000]).toBe(0x42);
  });

  it('leaves what else lies in it', () => {
    mkdirSync(folder);
    writeFileSync(join(folder, 'notes'), 'mine');
    used(() => {});
    expect(readFileSync(join(folder, 'notes'), 'utf8')).toBe('mine');
  });

  it('is used by one run at a time', () => {
    used(() => expect(open).toThrow(new StateError(folder, 'another run is using it')));
    used(() => {});
  });

  it('refuses another meter, and says in what it differs', () => {
    used(() => {});
    const other = () => open(factoryFram({ service: '1p2w', samplingRate_mHz: 4_000_000 }));
    expect(other).toThrow(/^--state .*: its meter is sealed with service 3p4w, this run asks for 1p2w$/);
    used(() => {});
  });

  it('takes the same meter after an adjustment', () => {
    used(({ storage }) =>
      storage.metering.fram.set(
        factoryFram({
          service: '3p4w',
          samplingRate_mHz: 4_000_000,
          currentGain: [1.01, 1, 1, 1],
          sequence: 2,
        }),
      ),
    );
    used(() => {});
  });

  it.each([
    [
      'cut short',
      'metering.fram',
      (path: string) => truncateSync(path, 1000),
      'has 1000 bytes, a FRAM has 262144',
    ],
    ['missing', 'management.nor', (path: string) => rmSync(path), 'is missing'],
    [
      'foreign',
      'metering.nor',
      (path: string) => writeFileSync(path, new Uint8Array(norImageBytes(NOR_BYTES))),
      'is no image of a NOR',
    ],
    ['a folder', 'management.fram', (path: string) => (rmSync(path), mkdirSync(path)), 'is a folder'],
  ])('says which file is %s', (_fault, name, spoil, reason) => {
    used(() => {});
    spoil(file(name));
    const before = readdirSync(join(folder, 'storage'));
    expect(open).toThrow(StateError);
    expect(open).toThrow(`--state ${file(name)}: ${reason}`);
    expect(readdirSync(join(folder, 'storage'))).toEqual(before);
  });

  it('is not made where there is no folder above it, or a file in its place', () => {
    expect(() => StateFolder.open(join(above, 'a/b'), FACTORY)).toThrow(
      /a\/b: there is no such folder to make it in$/,
    );
    expect(() => StateFolder.open('/dev/null/x', FACTORY)).toThrow(
      new StateError('/dev/null/x', 'is no folder'),
    );
    writeFileSync(folder, '');
    expect(open).toThrow(new StateError(folder, 'is no folder'));
    expect(readdirSync(above)).toEqual(['meter']);
  });

  it.skipIf(process.getuid?.() === 0)('says so when it may not be written', () => {
    mkdirSync(folder);
    chmodSync(folder, 0o500);
    expect(open).toThrow(new StateError(folder, 'may not be written'));
  });

  it.runIf(MAY_MOUNT)('leaves nothing behind on a disk without room', () => {
    const disk = join(above, 'disk');
    mkdirSync(disk);
    const { stdout } = spawnSync('unshare', ['-rm', 'sh', '-c', ON_A_SMALL_DISK, 'sh', disk], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    expect(stdout).toBe(`--state ${disk}/meter: no room left on the disk\nleft: \n`);
  });

  it('refuses damaged keys before anything is made', () => {
    mkdirSync(folder);
    writeFileSync(join(folder, 'development-keys'), 'keys');
    expect(open).toThrow(DevelopmentKeysError);
    expect(readdirSync(folder).sort()).toEqual(['development-keys', 'lock']);
    expect(readFileSync(join(folder, 'development-keys'), 'utf8')).toBe('keys');
  });

  it('keeps the keys of its meter', () => {
    const keys = used((state) => state.keys);
    expect(used((state) => state.keys)).toEqual(keys);
  });

  it.each([
    [
      'missing',
      () => rmSync(join(folder, 'development-keys')),
      /development-keys: the file: missing, and without it the meter kept here is another one$/,
    ],
    [
      'of another meter',
      () => writeFileSync(join(folder, 'development-keys'), formatKeys(freshKeys())),
      /public-key.pem: the key: not that of development-keys beside it: one of them is another meter's$/,
    ],
  ])(
    'refuses to go on as another meter where the keys are %s, and leaves all as it is',
    (_what, spoil, why) => {
      used(() => {});
      spoil();
      const files = () =>
        readdirSync(folder).map((name) => [
          name,
          name === 'storage' ? '' : readFileSync(join(folder, name), 'latin1'),
        ]);
      const before = files();
      expect(open).toThrow(why);
      expect(() => StateFolder.openKept(folder)).toThrow(why);
      expect(files()).toEqual(before);
    },
  );

  it('that a run left unfinished is begun anew', () => {
    mkdirSync(join(folder, 'storage.new'), { recursive: true });
    writeFileSync(join(folder, 'storage.new', 'metering.fram'), 'half');
    used(({ storage }) => expect(isSame(storage.metering.fram, FACTORY)).toBe(true));
  });
});
