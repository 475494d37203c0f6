// Low credit is an alarm of the board, by name, until a token ends it; a meter without prepayment never has it.
import { PREPAYMENT_MODE_OFF, TOKEN_ACCEPT } from '../../../../shared-protocol/generated/assembly/protocol';
import { entered, freshEnergyMeter, freshMeter, standsAt } from '../../control/prepayment/__tests__/testing';
import { resetLoadSwitch } from '../../control/load-switch';
import { resetContacts } from '../../surroundings/contacts';
import { boardAlarms, putBoardAlarm } from '../board-alarms';

const LOW_CREDIT: u32 = 1 << 7;
const TEXT = memory.data(32, 8);

function firstAlarm(): string {
  const end = putBoardAlarm(0, TEXT);
  let text = '';
  for (let at = TEXT; at < end; at++) text += String.fromCharCode(load<u8>(at));
  return text;
}

describe('Low credit', () => {
  beforeEach(() => {
    resetContacts();
    resetLoadSwitch();
  });

  test('is an alarm by name until a token ends it', () => {
    freshEnergyMeter();
    standsAt(0);
    expect(boardAlarms() & LOW_CREDIT).toBe(LOW_CREDIT);
    expect(firstAlarm()).toBe('Low credit');
    expect(entered('63638916334124550935')).toBe(TOKEN_ACCEPT);
    standsAt(0);
    expect(boardAlarms() & LOW_CREDIT).toBe(0);
  });

  test('is none of a meter without prepayment', () => {
    freshMeter(PREPAYMENT_MODE_OFF);
    standsAt(0);
    expect(boardAlarms() & LOW_CREDIT).toBe(0);
  });
});
