// Units as people and instruments write them: volts, amperes and seconds with their prefixes.

export interface Unit {
  /** V, A or s; empty for none, or the text itself where it is something else. */
  readonly unit: string;
  readonly factor: number;
}

const PREFIX: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  K: 1e3,
  m: 1e-3,
  µ: 1e-6,
  μ: 1e-6,
  u: 1e-6,
  n: 1e-9,
  p: 1e-12,
  M: 1e6,
};

const NAMES: Readonly<Record<string, string>> = { v: 'V', a: 'A', s: 's' };
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/^(kilo|milli|micro|nano)?volts?$/i, 'V'],
  [/^(kilo|milli|micro|nano)?amp(?:ere)?s?$/i, 'A'],
  [/^(kilo|milli|micro|nano)?(?:sec|second|sekunde|sekunden|seconde|segundo)s?$/i, 's'],
];
const WORD_PREFIX: Readonly<Record<string, string>> = { kilo: 'k', milli: 'm', micro: 'u', nano: 'n' };

/** "kV", "mA", "Volt", "milliseconds" → base unit and factor; undefined for anything else. */
export function electricalUnit(text: string): Unit | undefined {
  const clean = text.trim();
  const short = /^([kKmµμunpM]?)([VvAasS])(?:rms|pk|p)?$/.exec(clean);
  if (short) return { unit: NAMES[short[2].toLowerCase()], factor: PREFIX[short[1]] };
  for (const [word, unit] of WORDS) {
    const match = word.exec(clean);
    if (match) return { unit, factor: PREFIX[WORD_PREFIX[(match[1] ?? '').toLowerCase()] ?? ''] };
  }
  return undefined;
}

/** "kV" → V and 1000. Units that are none of V, A, s are kept with factor 1. */
export function baseUnit(text: string): Unit {
  return electricalUnit(text) ?? { unit: text.trim(), factor: 1 };
}
