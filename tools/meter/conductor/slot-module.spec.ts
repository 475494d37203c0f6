// A module in a slot: it knows a record by its check, whatever else is on the line, and tells it while its supply lasts.
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LAST_GASP_MAX } from '../../../shared-protocol/generated/ts/protocol.ts';
import { encodeRecord } from '../../records/records.ts';
import { SlotModule } from './slot-module.ts';

function gasp(active_import_mWs = 5n): Uint8Array {
  const bytes = encodeRecord('last_gasp', {
    serial_number: [...'TWM5'].map((letter) => letter.charCodeAt(0)).concat(Array(12).fill(0)),
    ...{ active_import_mWs, clock_s: 1_700_000_000n, event: 32, flags: 0, failures: 1, crc: 0 },
  });
  new DataView(bytes.buffer).setUint32(LAST_GASP_MAX - 4, crc32(bytes.subarray(0, -4)), true);
  return bytes;
}

const give = (module: SlotModule, bytes: Iterable<number>, at_us = 0) => {
  for (const byte of bytes) module.hear(byte, at_us);
};

describe('a module in a slot', () => {
  it('finds the record in any noise before and behind it', () => {
    const noise = fc.uint8Array({ maxLength: 100 });
    fc.assert(
      fc.property(noise, noise, fc.bigInt({ min: 0n, max: 2n ** 62n }), (before, behind, energy_mWs) => {
        const module = new SlotModule();
        give(module, [...before, ...gasp(energy_mWs), ...behind]);
        expect(module.heard.map(({ record }) => record.active_import_mWs)).toEqual([energy_mWs]);
      }),
    );
  });

  it('takes no record with a byte missing or changed', () => {
    for (let at = 0; at < LAST_GASP_MAX; at++) {
      const module = new SlotModule();
      const bytes = gasp();
      give(module, bytes.filter((_, i) => i !== at));
      bytes[at] ^= 0x10;
      give(module, bytes);
      expect(module.heard).toEqual([]);
    }
  });

  it('has told it after two seconds on its supercapacitor; without one it tells nothing', () => {
    const [lasting, without] = [new SlotModule(), new SlotModule()];
    without.holds_s = 0;
    for (const module of [lasting, without]) give(module, gasp(), 1000);
    expect(lasting.told(2_000_999)).toEqual([]);
    expect(lasting.told(2_001_000)).toHaveLength(1);
    expect(without.told(1e9)).toEqual([]);
  });
});
