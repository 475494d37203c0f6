// The time of the last tick.
import { now_us, setNow } from '../clock';

describe('The clock', () => {
  test('stands where the last tick set it', () => {
    setNow(10_000);
    expect(now_us).toBe(10_000);
    setNow(0);
    expect(now_us).toBe(0);
  });

  test('holds more than the 71 minutes of 32 bits', () => {
    setNow(473_040_000_000_000);
    expect(now_us).toBe(473_040_000_000_000);
  });
});
