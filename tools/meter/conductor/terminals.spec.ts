// What the host board's surroundings tell the management core: operations of the load switch, contacts, latch, temperature.
import { beforeEach, describe, expect, it } from 'vitest';
import {
  CONTACT_DOWNLINK_MODULE,
  CONTACT_MAGNET,
  CONTACT_TERMINAL_COVER,
  CONTACT_UPLINK_MODULE,
  COVER_LATCH_ARMED,
  COVER_LATCH_LOST,
  COVER_LATCH_OPENED,
  LOAD_SWITCH_CLOSE,
  LOAD_SWITCH_OPEN,
  Status,
} from '../../../shared-protocol/generated/ts/protocol.ts';
import type { SliceInput } from '../../cores/core-runner.ts';
import { Surroundings } from './surroundings.ts';

let surroundings: Surroundings;
let now_us: number;

beforeEach(() => {
  surroundings = new Surroundings();
  now_us = 0;
  told();
});

/** What the management core is told up to a time later. */
function told(after_ms = 0): SliceInput[] {
  now_us += after_ms * 1000;
  const inputs: SliceInput[] = [];
  surroundings.managementInputs(now_us, inputs);
  return inputs;
}

const switches = (inputs: SliceInput[]) =>
  inputs.flatMap((input) =>
    input.type === 'loadSwitch' ? [[input.closed, input.loadVoltage, input.outcome]] : [],
  );

describe('the load switch of a host board', () => {
  const operate = (action: number) => surroundings.terminals.operate(action, now_us);

  it('is told when an operation is over, and not before', () => {
    operate(LOAD_SWITCH_OPEN);
    expect(switches(told(140))).toEqual([]);
    expect(switches(told(10))).toEqual([[false, false, Status.OK]]);
    operate(LOAD_SWITCH_CLOSE);
    expect(switches(told(150))).toEqual([[true, true, Status.OK]]);
    expect(switches(told(1000))).toEqual([]);
  });

  it('did not follow where its armature does not move, and shows voltage where a pole is welded', () => {
    const { relay } = surroundings.terminals;
    relay.setFault('doesNotFollow', true);
    operate(LOAD_SWITCH_OPEN);
    expect(switches(told(150))).toEqual([[true, true, Status.TIMEOUT]]);
    relay.setFault('doesNotFollow', false);
    relay.setFault('welded', true);
    operate(LOAD_SWITCH_OPEN);
    expect(switches(told(150))).toEqual([[false, true, Status.OK]]);
  });

  it('tells a bypass when it appears, without any operation', () => {
    operate(LOAD_SWITCH_OPEN);
    told(150);
    surroundings.terminals.relay.setFault('bypass', true);
    expect(switches(told(10))).toEqual([[false, true, Status.OK]]);
  });
});

describe('contacts and sensors of a host board', () => {
  it('are told once after the start, and at each change', () => {
    surroundings.managementStarted();
    const first = told().filter(({ type }) => type === 'contact');
    expect(first).toEqual([
      { type: 'contact', contact: CONTACT_TERMINAL_COVER, closed: true },
      { type: 'contact', contact: CONTACT_MAGNET, closed: false },
      { type: 'contact', contact: CONTACT_UPLINK_MODULE, closed: false },
      { type: 'contact', contact: CONTACT_DOWNLINK_MODULE, closed: false },
    ]);
    surroundings.plug('downlink');
    expect(told(10)).toContainEqual({ type: 'contact', contact: CONTACT_DOWNLINK_MODULE, closed: true });
    surroundings.set('terminalCover', false);
    expect(told(10)).toContainEqual({ type: 'contact', contact: CONTACT_TERMINAL_COVER, closed: false });
  });

  it('measure the terminals once a second, and say when the sensor is broken', () => {
    surroundings.terminals.temperature_C = 71.25;
    expect(told(1000)).toContainEqual({
      type: 'terminalTemperature',
      condition: Status.OK,
      temperature_mC: 71_250,
    });
    surroundings.terminals.temperature_C = undefined;
    expect(told(999).filter(({ type }) => type === 'terminalTemperature')).toEqual([]);
    expect(told(1)).toContainEqual({
      type: 'terminalTemperature',
      condition: Status.NOT_FOUND,
      temperature_mC: 0,
    });
  });
});

describe('the latch of a cover on a host board', () => {
  const latches = () => told().flatMap((input) => (input.type === 'coverLatch' ? [input.latch] : []));

  function restart(): number[] {
    surroundings.managementStarted();
    return latches();
  }

  it('is told once a start, and knows an opening without power from one the board saw', () => {
    expect(latches()).toEqual([]);
    expect(restart()).toEqual([COVER_LATCH_ARMED]);
    surroundings.set('terminalCover', false);
    told(10);
    surroundings.set('terminalCover', true);
    told(10);
    expect(restart()).toEqual([COVER_LATCH_ARMED]);
    surroundings.openWithoutPower('management');
    expect(restart()).toEqual([COVER_LATCH_OPENED]);
    expect(restart()).toEqual([COVER_LATCH_ARMED]);
  });

  it('is lost with its battery, and armed anew by the start that found it so', () => {
    surroundings.latches.management.chip.loseBattery();
    expect(restart()).toEqual([COVER_LATCH_LOST]);
    expect(restart()).toEqual([COVER_LATCH_ARMED]);
  });
});
