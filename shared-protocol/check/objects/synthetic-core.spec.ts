// The synthetic management core that tells the price of a leaf on a board: it keeps the ABI and encodes what the proof does.
import { expect, it } from 'vitest';
import { modelOf } from '../../generate/model.ts';
import { readSpecs } from '../../generate/read-specs.ts';
import { LCD_COLUMNS, Status } from '../../generated/ts/protocol.ts';
import { moduleComplaints } from '../module-rules.ts';
import { buildSyntheticCore, Synthetic } from './synthetic-module.ts';

const ENTRIES = 7;
const TICKS = 400;
const SELECT_ENTRIES = 1;

/** The first row of the display after as many ticks as the core takes for all of its work. */
function shown(core: Buffer<ArrayBuffer>): string {
  let row = '';
  const host = {
    lcd_write(_row: number, at: number, length: number): number {
      row = Buffer.from((exports.memory as WebAssembly.Memory).buffer, at, length).toString('latin1');
      return Status.OK;
    },
  };
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(core), { host });
  const tick = exports.tick as (now_us: bigint) => number;
  for (let i = 1; i <= TICKS; i++) expect(tick(BigInt(i) * 10_000n)).toBe(Status.OK);
  return row;
}

it(
  'keeps the rules of a management core, encodes a block a tick, and shows the bytes of it all',
  { timeout: 300_000 },
  () => {
    const synthetic = new Synthetic();
    const core = buildSyntheticCore(synthetic.model, 'profile', ENTRIES);
    const { cores, hostModule } = modelOf(readSpecs());
    expect(moduleComplaints(core, cores.management, hostModule)).toEqual([]);

    synthetic.select(SELECT_ENTRIES, 1, ENTRIES);
    synthetic.call('begin_attribute', synthetic.find('1-0:99.99.0.255'), 0, 1);
    const { length } = synthetic.whole('encode_attribute');
    expect(shown(core)).toBe(String(length).padStart(8, '0').padEnd(LCD_COLUMNS));
  },
);
