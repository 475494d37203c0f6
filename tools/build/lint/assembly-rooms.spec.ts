// The order of the rooms: each way to break it is refused with a line that names file and import.
import { describe, expect, it } from 'vitest';
import { roomComplaints, type Floors } from './assembly-rooms.ts';

const FLOORS: Floors = {
  below: ['shared-protocol/assembly'],
  cores: { core: [['host'], ['math', 'clock'], ['windows'], ['metering'], ['index']] },
};
const complaints = (files: Record<string, string>) =>
  roomComplaints(
    new Map(Object.entries(files).map(([path, text]) => [`core/assembly/${path}`, text])),
    FLOORS,
  );

describe('A core', () => {
  it('whose imports run downward or stay in their room meets no complaint', () => {
    expect(
      complaints({
        'index.ts': "import { a } from './windows/window';\nimport { b } from './host';\n",
        'windows/window.ts': "import {\n  c,\n  d,\n} from '../math/root';\nimport { e } from './half';\n",
        'windows/half.ts': "import { crc } from '../../../shared-protocol/assembly/crc';\n",
        'math/root.ts': '',
        'host.ts': '',
      }),
    ).toEqual([]);
  });

  it('with an import that runs upward is refused', () => {
    expect(complaints({ 'math/root.ts': "import { length } from '../windows/window';\n" })).toEqual([
      "core/assembly/math/root.ts: imports core/assembly/windows/window: 'windows' lies above 'math'",
    ]);
  });

  it('with an import over several lines, or a re-export, that runs upward is refused', () => {
    const text = "import {\n  a,\n  b,\n} from '../metering';\nexport { c } from '../index';\n";
    expect(complaints({ 'windows/window.ts': text })).toEqual([
      "core/assembly/windows/window.ts: imports core/assembly/metering: 'metering' lies above 'windows'",
      "core/assembly/windows/window.ts: imports core/assembly/index: 'index' lies above 'windows'",
    ]);
  });

  it('with an import of a room beside it is refused', () => {
    expect(complaints({ 'math/root.ts': "import { now } from '../clock/clock';\n" })).toEqual([
      "core/assembly/math/root.ts: imports core/assembly/clock/clock: 'clock' lies on the same floor as 'math'",
    ]);
  });

  it('with a circle inside a room is refused with the way round', () => {
    expect(
      complaints({
        'math/a.ts': "import { b } from './b';\n",
        'math/b.ts': "import { c } from './c';\n",
        'math/c.ts': "import { a } from './a';\n",
      }),
    ).toEqual([
      'core/assembly/math/a.ts: circle core/assembly/math/a -> core/assembly/math/b -> core/assembly/math/c -> core/assembly/math/a',
    ]);
  });

  it('with a room that stands on no floor is refused', () => {
    expect(complaints({ 'attic/a.ts': '' })).toEqual([
      "core/assembly/attic/a.ts: room 'attic' stands on no floor",
    ]);
  });

  it('that uses a file of another core or of the tools is refused', () => {
    expect(complaints({ 'math/a.ts': "import { x } from '../../../other-core/assembly/host';\n" })).toEqual([
      'core/assembly/math/a.ts: imports other-core/assembly/host, which lies outside the core',
    ]);
  });
});
