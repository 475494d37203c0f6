// The latch's bytes, sent to the emulated chip: armed it keeps an opening on battery, and a lost battery shows.
import { beforeEach, describe, expect, it } from 'vitest';
import { Pcf85263a, PCF85263A_ADDRESS } from '../../tools/rp2350/chips/pcf85263a.ts';
import { pureC } from '../pure-c.ts';

const c = pureC('pcf85263a', ['chips/pcf85263a.c']);
const latchOf = c.func('int pcf85263a_latch(const uint8_t *)');
const READINGS = [0x01, 0x27, 0x2b];
const WRITES = [
  [0x01, 0x00],
  [0x27, 0x1f],
  [0x23, 0x01],
  [0x2b, 0x00],
];
const [ARMED, OPENED, LOST] = [0, 1, 2];

let chip: Pcf85263a;

beforeEach(() => {
  chip = new Pcf85263a();
});

function send(bytes: readonly number[]): void {
  chip.start(false);
  for (const byte of bytes) chip.write(byte);
  chip.stop();
}

const arm = () => WRITES.forEach(send);

function read(): number {
  const values = READINGS.map((register) => {
    send([register]);
    chip.start(true);
    return chip.read();
  });
  return latchOf(Buffer.from(values)) as number;
}

describe('the latch of a cover', () => {
  it('answers at 0x51, and is lost before it was ever armed', () => {
    expect(PCF85263A_ADDRESS).toBe(0x51);
    expect(read()).toBe(LOST);
    arm();
    expect(read()).toBe(ARMED);
  });

  it('keeps an opening without supply, also when the cover is closed again', () => {
    arm();
    chip.powered = false;
    chip.setPin(true);
    chip.setPin(false);
    chip.powered = true;
    expect(read()).toBe(OPENED);
    send(WRITES.at(-1)!);
    expect(read()).toBe(ARMED);
  });

  it('is lost when its battery was', () => {
    arm();
    chip.setPin(true);
    chip.loseBattery();
    expect(read()).toBe(LOST);
  });
});
