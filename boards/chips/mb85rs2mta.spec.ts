// Transfers of the FRAM, clocked through the emulated chip: what is written is read, and who it is.
import { describe, expect, it } from 'vitest';
import { FRAM_BYTES, Mb85rs2mta } from '../../tools/rp2350/chips/mb85rs2mta.ts';
import { pureC } from '../pure-c.ts';

const c = pureC('mb85rs2mta', ['chips/mb85rs2mta.c']);
const call = {
  header: c.func('void mb85rs2mta_header(_Out_ uint8_t *, uint8_t, uint32_t)'),
  is: c.func('bool mb85rs2mta_is(const uint8_t *)'),
  takesWrite: c.func('bool mb85rs2mta_takes_write(const uint8_t *)'),
};
const [WREN, RDSR, READ, WRITE, RDID] = [0x06, 0x05, 0x03, 0x02, 0x9f];
const chip = new Mb85rs2mta({ cells: new Uint8Array(FRAM_BYTES), cyclesPerSecond: 150e6 });
let now = 150e6;

/** One select of mode 0: what came back for these bytes. */
function transfer(...bytes: number[]): Uint8Array {
  chip.select(true, (now += 1000));
  const answer = bytes.map((byte) => chip.exchange(byte, 8, 0, (now += 100)));
  chip.select(false, (now += 1000));
  return Uint8Array.from(answer);
}

function header(opcode: number, address: number): number[] {
  const bytes = Buffer.alloc(4);
  call.header(bytes, opcode, address);
  return [...bytes];
}

describe('the FRAM', () => {
  it('is known by its identity, and by no other', () => {
    const answer = transfer(RDID, 0, 0, 0, 0);
    expect(call.is(answer)).toBe(true);
    for (const at of [1, 2, 3])
      expect(call.is(answer.map((byte, i) => (i === at ? byte ^ 1 : byte)))).toBe(false);
    expect(call.is(new Uint8Array(5))).toBe(false);
  });

  it('takes a write only after its latch was set, and says so', () => {
    expect(call.takesWrite(transfer(RDSR, 0))).toBe(false);
    transfer(WREN);
    expect(call.takesWrite(transfer(RDSR, 0))).toBe(true);
  });

  it.each([0, 0x12345, FRAM_BYTES - 3])('gives back at address %i what was written there', (address) => {
    transfer(WREN);
    transfer(...header(WRITE, address), 0xde, 0xad, 0x42);
    expect([...transfer(...header(READ, address), 0, 0, 0).subarray(4)]).toEqual([0xde, 0xad, 0x42]);
  });
});
