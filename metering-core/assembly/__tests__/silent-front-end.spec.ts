// A front end that gives no sample any more is told while it stands, by the seconds of the RTC, and ends as an event like another.
import { EVENT_AFE_INVALID, METERING_FLAG_AFE } from '../../../shared-protocol/generated/assembly/protocol';
import { lifeSamples, sampleIndex } from '../clock/sample-clock';
import { activeEvents } from '../events/event-detector';
import { eventOf, newestEvent } from '../events/event-log';
import { followSecond } from '../events/event-moments';
import { meteringFlags } from '../events/marks';
import { meterBlock } from '../metering';
import { freshMeter, supply } from './mains';

const RATE: i64 = 4000;
const isTold = (): bool => ((activeEvents >> EVENT_AFE_INVALID) & 1) != 0 && (meteringFlags() & METERING_FLAG_AFE) != 0;

describe('A front end that gives no sample any more', () => {
  beforeEach(() => {
    freshMeter();
    supply(8000);
  });

  test('is told by the second that comes without its samples', () => {
    followSecond(<i64>sampleIndex + RATE);
    expect(isTold()).toBe(true);
    const event = eventOf(newestEvent)!;
    expect(event.event).toBe(<u8>EVENT_AFE_INVALID);
    expect(event.start).toBe(lifeSamples);
    expect(event.end).toBe(0);
    expect(event.extreme).toBe(<i32>RATE);
  });

  test('goes on in one event, which ends when samples have come for a second', () => {
    followSecond(<i64>sampleIndex + RATE);
    followSecond(<i64>sampleIndex + 2 * RATE);
    const sequence = newestEvent;
    const stood = lifeSamples;
    meterBlock(sampleIndex + <u64>(2 * RATE), 1);
    supply(8000);
    expect(newestEvent).toBe(sequence);
    expect(isTold()).toBe(false);
    const event = eventOf(sequence)!;
    expect(event.start).toBe(stood);
    // Its times are counts of samples that were metered: those that never came are its extreme.
    expect(event.end - event.start).toBeGreaterThan(0);
    expect(event.end - event.start).toBeLessThan(<u64>RATE / 4);
    expect(event.extreme).toBe(<i32>(2 * RATE));
  });

  test('is not told while a block of samples is still on its way, nor before the first sample', () => {
    const before = newestEvent;
    followSecond(<i64>sampleIndex + 200);
    expect(newestEvent).toBe(before);
    freshMeter();
    const fresh = newestEvent;
    followSecond(RATE);
    expect(newestEvent).toBe(fresh);
    expect(isTold()).toBe(false);
  });
});
