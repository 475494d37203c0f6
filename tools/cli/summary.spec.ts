// The summary of a run.
import { describe, expect, it } from 'vitest';
import { summary } from './summary.ts';
import type { FinalReport } from './report.ts';
import { LINK } from './testing-progress.ts';

describe('The summary', () => {
  const report = {
    samples: 8000,
    duration_s: 2,
    speed: 1,
    metering: { flags: 0x20 },
    source: { description: 'a load', notes: ['scaled'] },
    registers: { '1-0:1.8.0.255': { value: 1.001, unit: 'Wh' } },
    reference: {
      registers: { '1-0:1.8.0.255': { value: 1, unit: 'Wh' }, '1-0:2.8.0.255': { value: 0, unit: 'Wh' } },
    },
    link: LINK,
    events: [
      { name: 'dip', scope: 2, start_s: 1, end_s: 1.25, extreme: 61.2, limit: 90, unit: '% Unom' },
      { name: 'main_cover_open', scope: 0, start_s: 1.5, end_s: null, extreme: 1, limit: 0, unit: '' },
      { name: 'afe_saturated', scope: 4, start_s: 0, end_s: 0.5, extreme: 7, limit: 0, unit: 'samples' },
    ],
    faults: [{ role: 'metering', at_us: 1_500_000, code: 1, detail: 0, text: 'panic 1' }],
  } as unknown as FinalReport;

  it('puts the error beside metered and fed energy, and none beside nothing', () => {
    expect(summary(report)).toMatch(/^1-0:1\.8\.0\.255 +1\.001000 +1\.000000 Wh +0\.1000 %$/m);
    expect(summary(report)).toMatch(/^1-0:2\.8\.0\.255 +0\.000000 +0\.000000 Wh *$/m);
  });

  it('shows no sign and no error for what is less than its digits', () => {
    const dust = {
      ...report,
      registers: { '1-0:2.8.0.255': { value: 0, unit: 'Wh' } },
      reference: { registers: { '1-0:2.8.0.255': { value: -1e-12, unit: 'Wh' } } },
    } as unknown as FinalReport;
    expect(summary(dust)).toMatch(/^1-0:2\.8\.0\.255 +0\.000000 +0\.000000 Wh *$/m);
  });

  it('tells every event with its phase or input, its time, and its extreme in its unit; one under way lasts till now', () => {
    expect(summary(report)).toMatch(/^event {2}dip L2 {2}1\.000 s to 1\.250 s {2}61\.2 % Unom, limit 90$/m);
    expect(summary(report)).toMatch(/^event {2}main_cover_open {2}1\.500 s to now$/m);
    expect(summary(report)).toMatch(
      /^event {2}afe_saturated I1 {2}0\.000 s to 0\.500 s {2}7 samples, limit 0$/m,
    );
  });

  it('tells every fault with its core and time', () => {
    expect(summary(report)).toContain('fault of the metering core at 1.500 s: panic 1');
  });

  it('says what the bits of the error register mean, and what speed was reached', () => {
    expect(summary(report)).toMatch(/^flag {3}alarm \(at least one event is under way\)$/m);
    expect(summary(report)).toMatch(/^8000 samples, 2 s, 1\.00 x real time$/m);
  });
});
