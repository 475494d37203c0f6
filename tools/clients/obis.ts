// Brings the identification codes of IEC 62056-21 data lines to OBIS codes with all six fields.

/** Group C and D letters of reduced codes (IEC 62056-6-1): C abstract, F error, L list, P profile. */
const LETTERS: Readonly<Record<string, number>> = { C: 96, F: 97, L: 98, P: 99 };

const CODE =
  /^(?:(\d{1,3})-(\d{1,3}):)?(\d{1,3}|[CFLP])\.(\d{1,3}|[CFLP])(?:\.(\d{1,3}))?(?:[*&.](\d{1,3}))?$/;

/**
 * `1.8.0`, `1-0:1.8.0*01` or `F.F` as `A-B:C.D.E.F`; undefined for a code that is not OBIS. Left-out fields: A-B
 * is 1-0 (0-0 for abstract objects), E is 0 and F is 255.
 */
export function normaliseObis(id: string): string | undefined {
  const match = CODE.exec(id);
  if (!match) return undefined;
  const [, a, b, c, d, e, f] = match;
  const group = (text: string): number => LETTERS[text] ?? Number(text);
  const medium = a ?? (c in LETTERS ? '0' : '1');
  const fields = [Number(medium), Number(b ?? 0), group(c), group(d), Number(e ?? 0), Number(f ?? 255)];
  if (fields.some((field) => field > 255)) return undefined;
  return `${fields[0]}-${fields[1]}:${fields.slice(2).join('.')}`;
}
