// The household's relays at a whole meter: the utility's rules at the optical port, wishes by Modbus at the house's port.
import { describe, expect, it } from 'vitest';
import {
  FRAM_BYTES,
  RELAY_APPLIANCE,
  RELAY_CHARGING,
} from '../../../shared-protocol/generated/ts/protocol.ts';
import { withDownlink } from '../../records/downlink.ts';
import { refused } from '../programming/bench.ts';
import { CODES, hex, withSwitch } from './bench.ts';

const LIMIT_ms = 120_000;
const RULES = '0-0:96.142.10';
/** Registers 41010 on: both wishes, both relays, both reasons. */
const ALL = 'a0320006';
const wishes = (appliance: number, charging: number) => `a032000204${hex(appliance, 2)}${hex(charging, 2)}`;
const rules = (...numbers: number[]) => `0206${numbers.map((number) => `11${hex(number, 1)}`).join('')}`;

describe('A household at its port', { timeout: LIMIT_ms }, () => {
  it('switches its appliance and pauses charging within the rules of the utility, and reads how both stand', () =>
    withSwitch(
      async (bench) => {
        bench.meter.surroundings!.plug('downlink');
        const relays = () => bench.meter.surroundings!.terminals.relays;
        await bench.idle_s(2);
        expect(await bench.asked(3, ALL)).toBe('030c000000010000000000000000');
        expect(await bench.asked(6, 'a0320001')).toBe('8602');
        expect(relays()).toBe(0);
        // Both are left to the household; charging yields to limits.
        await bench.write(RULES, rules(1, 0, 0, 1, 0, 1));
        await bench.idle_s(1.5);
        expect(relays()).toBe(RELAY_CHARGING);
        expect(await bench.asked(6, 'a0320001')).toBe('06a0320001');
        expect(relays()).toBe(RELAY_APPLIANCE | RELAY_CHARGING);
        expect(await bench.asked(16, wishes(0, 0))).toBe('10a0320002');
        expect(relays()).toBe(0);
        expect(await bench.asked(16, wishes(1, 2))).toBe('9003');
        expect(await bench.asked(16, 'a03300020400010001')).toBe('9002');
        expect(await bench.asked(16, 'a032000103000100')).toBe('9003');
        expect(await bench.asked(16, wishes(1, 1))).toBe('10a0320002');
        expect(await bench.asked(3, ALL)).toBe('030c000100010000000000050005');
        await bench.idle_s(61);
        expect(relays()).toBe(RELAY_APPLIANCE | RELAY_CHARGING);
        await bench.write(CODES.order, `020206${hex(1000, 4)}06${hex(20, 4)}`);
        await bench.idle_s(1.5);
        expect(relays()).toBe(RELAY_APPLIANCE);
        expect(await bench.asked(4, ALL)).toBe('040c000100010001000000010004');
        await bench.idle_s(61);
        expect(relays()).toBe(RELAY_APPLIANCE | RELAY_CHARGING);
        expect(await refused(bench.write(RULES, rules(3, 0, 0, 1, 0, 1)))).toBe('ER09');
      },
      'wasm v8',
      withDownlink(new Uint8Array(FRAM_BYTES).fill(0xff), 'modbus'),
    ));
});
