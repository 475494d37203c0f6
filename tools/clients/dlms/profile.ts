// Rows of a profile: its columns, and a buffer taken apart; what a row leaves out is as the row before said.
import { encodeDateTime, decodeDateTime } from './date-time.ts';
import { encodeData, octets, type Data } from './axdr.ts';
import { ApduError } from './errors.ts';
import { obisText, type CaptureObject } from './xdlms.ts';

const refuse = (what: string, data: Data): never => {
  throw new ApduError(what, encodeData(data).subarray(0, 64));
};

const partsOf = (data: Data): readonly Data[] => ('of' in data ? data.of : refuse('no list', data));
const integer = (data: Data): number => ('value' in data ? Number(data.value) : refuse('no number', data));

function captureObject(data: Data): CaptureObject {
  const [of, name, id, index] = partsOf(data);
  if (name?.type !== 'octet-string' || name.bytes.length !== 6 || !index)
    return refuse('no capture object', data);
  return { class: integer(of), obis: obisText(name.bytes), id: integer(id), index: integer(index) };
}

/** The columns, from attribute capture_objects. Throws ApduError. */
export const captureObjects = (data: Data): readonly CaptureObject[] => partsOf(data).map(captureObject);

const isTime = (data: Data | undefined): data is Data & { bytes: Uint8Array } =>
  data?.type === 'octet-string' && data.bytes.length === 12;

/** A time so many seconds later. */
function later(data: Data & { bytes: Uint8Array }, seconds: number): Data {
  const time = decodeDateTime(data.bytes);
  return octets(encodeDateTime({ ...time, instant: new Date(time.instant.getTime() + 1000 * seconds) }));
}

/** Null stands for the value of the row before; of a time for one period later (IEC 62056-6-2, class 7). */
function filled(data: Data, before: Data | undefined, period_s: number): Data {
  if (data.type !== 'null' || before === undefined) return data;
  return isTime(before) && period_s > 0 ? later(before, period_s) : before;
}

/** Rows of a buffer, nothing left out. Throws ApduError. */
export function profileRows(buffer: Data, period_s: number): Data[][] {
  const rows: Data[][] = [];
  for (const entry of partsOf(buffer)) {
    const before = rows.at(-1);
    rows.push(partsOf(entry).map((data, column) => filled(data, before?.[column], period_s)));
  }
  return rows;
}
