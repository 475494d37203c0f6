// The load switch in the words of `run --json`, from the bytes of its object.
import { describe, expect, it } from 'vitest';
import { switchState } from './report-switch.ts';

const numbers = (...small: number[]) => small.map((n) => `11${n.toString(16).padStart(2, '0')}`).join('');

describe('The load switch as it is told', () => {
  it('is closed, and nobody did anything about it, in a new meter', () => {
    expect(
      switchState(`020A${numbers(1, 1, 6, 0, 255, 255, 0)}060000000012000006 00000000`.replace(' ', '')),
    ).toEqual({
      closed: true,
      control_state: 'connected',
      control_mode: 6,
      last_command: 'none',
      last_source: null,
      open_for: null,
      hold_on: false,
      limit_W: null,
      opens_in_s: null,
      changed: null,
    });
  });

  it('says who opened it, by what, for whom, and when', () => {
    expect(switchState(`020A${numbers(0, 2, 7, 5, 6, 5, 0)}060000106812000C066B49D200`)).toEqual({
      closed: false,
      control_state: 'ready',
      control_mode: 7,
      last_command: 'local_disconnect',
      last_source: 'limiter',
      open_for: 'operator',
      hold_on: false,
      limit_W: 4200,
      opens_in_s: 12,
      changed: '2027-01-15T08:00:00.000Z',
    });
  });

  it('is told as held, and its contact as not known before the board told it', () => {
    expect(
      switchState(`020A${numbers(2, 0, 0, 7, 0, 3, 1)}0600000000120000 0600000000`.replace(' ', '')),
    ).toMatchObject({
      closed: null,
      control_state: 'disconnected',
      last_command: 'hold',
      last_source: 'hold',
      open_for: 'remote',
      hold_on: true,
    });
  });
});
