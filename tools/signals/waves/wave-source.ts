// A recording as a source: a loop held in memory, or, where it is too long for that, a stream that is read as it is fed.
import { FileSource, type FileSourceOptions } from './file-source.ts';
import { readRecording } from './read.ts';
import type { SampleSource } from './source.ts';
import { StreamedSource } from './streamed-source.ts';

/** A source from the file at `path`; throws a WaveError saying what is wrong with it. */
export function waveSource(path: string, options: FileSourceOptions): SampleSource {
  const recording = readRecording(path, options);
  return recording.stream ? new StreamedSource(recording, options) : new FileSource(recording, options);
}
