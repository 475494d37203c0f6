// Names files that hold no recording this project reads by how they begin, so that a refusal says what they are.

const KINDS: readonly (readonly [begins: string, name: string])[] = [
  ['fLaC', 'FLAC audio: convert it to WAV'],
  ['OggS', 'Ogg audio: convert it to WAV'],
  ['ID3', 'MP3 audio: it is lossy, record as WAV'],
  ['FORM', 'AIFF audio: convert it to WAV'],
  ['caff', 'Core Audio: convert it to WAV'],
  ['.snd', 'Sun audio: convert it to WAV'],
  ['riff', 'Wave64 audio: convert it to WAV'],
  ['PK\u0003\u0004', 'a zip archive or a spreadsheet: unpack it, or save it as CSV'],
  ['\u00d0\u00cf\u0011\u00e0', 'an old spreadsheet: save it as CSV'],
  ['\u001f\u008b', 'gzip: unpack it'],
  ['%PDF', 'PDF'],
  ['\u0089PNG', 'a picture'],
  ['\u0089HDF', 'HDF5: export it as CSV'],
  ['MATLAB 5.0', 'a MATLAB file: export it as CSV'],
  ['TDSm', 'a TDMS file: export it as CSV'],
  ['SQLite', 'a database: export it as CSV'],
  [':WFM#', 'a Tektronix waveform: export it as CSV'],
  ['AG10', 'a Keysight waveform: export it as CSV'],
  ['RG01', 'a Rigol waveform: export it as CSV'],
  ['RG03', 'a Rigol waveform: export it as CSV'],
];

/** Longer than a name at the head of a table: text that begins so is no table. */
const TELLING = 8;

/** What a file that begins so is; undefined where nothing is known to begin so, or where it is a table. */
export function kindOf(head: Uint8Array): string | undefined {
  const text = String.fromCharCode(...head.subarray(0, 64));
  const isText = /^[\t\r\n -~]*$/.test(text);
  return KINDS.find(([begins]) => text.startsWith(begins) && (!isText || begins.length > TELLING))?.[1];
}
