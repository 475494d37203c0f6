// What every form of the C host does with a core that faults: recorded with its cause, started afresh, never worn out.
import { describe, expect, it } from 'vitest';

import * as P from '../../shared-protocol/generated/ts/protocol.ts';
import type { SliceInput } from './core-runner.ts';
import { boot, buildsProbes, FORMS, inLibrary } from './testing/c-host-forms.ts';
import {
  MANAGEMENT_COMMANDS as MC,
  METERING_BYTES,
  METERING_COMMANDS as C,
  answers,
  command,
  ofType,
} from './testing/probes.ts';

buildsProbes();

describe.each(FORMS)('a faulting core in %s', (_, start) => {
  it.each([
    ['unreachable code', command(C.unreachable), /unreachable/],
    ['a division by zero', command(C.divide, 1, 0), /divide by zero/],
    ['the overflow of a division', command(C.divide, -(2 ** 31), -1), /overflow/],
    ['a load outside memory', command(C.load, METERING_BYTES - 3), /out of bounds/],
    ['endless recursion', command(C.deepRecursion), /stack overflow/],
    ['endless recursion that needs no operands', command(C.recursionWithoutStack), /native stack overflow/],
    ['a call of an empty table element', command(C.callNull, 1), /table|element/],
    ['a call outside the table', command(C.callNull, 99), /table|element/],
  ])('records %s as a fault and starts the core afresh', async (_name, trap, text) => {
    const slice = await boot(start, 'metering');
    const before = await slice([command(C.count), command(C.count)]);
    expect(answers(before)).toEqual([1, 2]);
    const outputs = await slice([trap, command(C.count)]);
    const [fault] = ofType(outputs, 'fault');
    expect(fault).toMatchObject({ code: P.Status.TRAPPED, detail: 0 });
    expect(fault.text).toMatch(text);
    expect(ofType(outputs, 'started').map((record) => record.resetCause)).toEqual([P.RESET_FAULT]);
    // Its memory is new: the count begins again.
    expect(answers(outputs)).toEqual([1]);
  });

  it('records a panic with its code and detail and starts the core afresh', async () => {
    const slice = await boot(start, 'management');
    const outputs = await slice([command(MC.panic, 42, -7), { type: 'tick', now_us: 1 }]);
    expect(outputs.map((output) => output.type)).toEqual(['fault', 'started', 'port']);
    expect(outputs[0]).toEqual({ type: 'fault', code: 42, detail: -7, text: 'panic' });
  });

  it('treats a reply longer than a frame as a fault', async () => {
    const slice = await boot(start, 'metering');
    const outputs = await slice([{ type: 'linkFrame', bytes: Uint8Array.of(0xee) }]);
    expect(outputs[0]).toMatchObject({ type: 'fault', code: P.Status.BAD_LENGTH, detail: 9999 });
    expect(ofType(outputs, 'linkArmed')).toEqual([]);
  });

  it('does not let a module grow its memory', async () => {
    const slice = await boot(start, 'metering');
    expect(answers(await slice([command(C.grow, 1), command(C.grow, 0)]))).toEqual([
      -1,
      METERING_BYTES >> 16,
    ]);
  });

  it('tries a core whose start faults again at the next event, and gets it back', async () => {
    const slice = await boot(start, 'metering');
    // FRAM byte 512 makes the probe's next start trap; the byte to write follows the command in the port's buffer.
    const code = [C.storageWrite, 0, 2, 0, 0, 0x0d, 0x10, 0, 0, 1, 0, 0, 0, 0x43];
    const write: SliceInput = { type: 'port', port: 1, bytes: Uint8Array.from(code) };
    const outputs = await slice([write, command(C.unreachable), command(C.count)]);
    // Trap, restart that traps in start, restart at the next event.
    expect(ofType(outputs, 'fault')).toHaveLength(2);
    expect(ofType(outputs, 'started')).toHaveLength(2);
    expect(answers(outputs)).toEqual([P.Status.OK, 1]);
  });

  it('faults a hundred times without wearing out', async () => {
    const slice = await boot(start, 'metering');
    for (let round = 0; round < 100; round++) {
      const outputs = await slice([command(C.unreachable), command(C.count)]);
      expect(answers(outputs)).toEqual([1]);
    }
  });
});

describe('two cores in one process', () => {
  it('share nothing: one faults, the other counts on', () => {
    const [one, other] = [0, 1].map(() => inLibrary('metering'));
    expect(answers(one.slice([command(C.count)]))).toEqual([1]);
    expect(answers(other.slice([command(C.count)]))).toEqual([1]);
    expect(ofType(one.slice([command(C.recursionWithoutStack)]), 'fault')).toHaveLength(1);
    expect(answers(other.slice([command(C.count)]))).toEqual([2]);
    expect(answers(one.slice([command(C.count)]))).toEqual([1]);
  });
});
