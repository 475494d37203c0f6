// The recording of a run, where one is asked for.
import { closeSync, openSync, writeSync } from 'node:fs';
import { Recorder } from '../meter/recording/recorder.ts';
import type { SampleSource } from '../signals/waves/source.ts';
import type { RunOptions } from './run-options.ts';
import { PROJECT_VERSION } from './version.ts';

export interface RunRecording {
  readonly recorder: Recorder;
  /** Makes the last line; the meter must still be there. */
  end(): Promise<void>;
  close(): void;
}

/** For their owner only: the keys of a kept meter may stand in it. */
const MODE = 0o600;

/** Opens the file. Throws what the system says of one that cannot be written. */
export function openRecording(
  { record, target, engine, settings }: RunOptions,
  source: SampleSource,
): RunRecording | undefined {
  if (record === undefined) return undefined;
  const file = openSync(record, 'w', MODE);
  const facts = {
    ...{ made_by: `twinmeter ${PROJECT_VERSION}`, target: target.name, engine, settings },
    ...{ rate_mHz: source.rate_mHz, source: source.description },
  };
  const recorder = new Recorder(facts, (line) => void writeSync(file, line));
  return { recorder, end: () => recorder.end(), close: () => closeSync(file) };
}
