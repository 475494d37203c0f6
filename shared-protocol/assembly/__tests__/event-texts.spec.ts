// What a display calls an event: each text by its number, the longest without a NUL behind it.
import { EVENT_TEXT_BYTES, eventText } from '../../generated/assembly/event-texts';
import { EVENT_DIP, EVENT_PHASE_LOSS, EVENT_SEALED_RECORD_DAMAGED, EVENTS } from '../../generated/assembly/protocol';
import { putTerminated } from '../objects/text';
import { textBetween } from './mocked-host';

const TEXT = memory.data(32, 8);

function text(event: i32): string {
  return textBetween(TEXT, putTerminated(TEXT, eventText(event), EVENT_TEXT_BYTES));
}

describe('The text of an event', () => {
  test('stands under its number', () => {
    expect(text(EVENT_PHASE_LOSS)).toBe('Phase loss');
    expect(text(EVENT_DIP)).toBe('Voltage dip');
  });

  test('may take all of its bytes', () => {
    expect(text(EVENT_SEALED_RECORD_DAMAGED)).toBe('Seal bank damage');
  });

  test('is there for each of them', () => {
    for (let event: i32 = 0; event < EVENTS; event++) expect(text(event).length).toBeGreaterThan(0);
  });
});
