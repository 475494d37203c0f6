// Normally distributed numbers by the ziggurat method (Marsaglia and Tsang 2000, with the separate bits of Doornik 2005).

/** Layers of equal area under exp(-x²/2), and where the lowest one's tail begins. */
const LAYERS = 128;
const TAIL_AT = 3.442619855899;
const AREA = 9.91256303526217e-3;

/** Right edges of the layers, widest first, and the share of each that lies under the curve for certain. */
const edges = new Float64Array(LAYERS + 1);
const sure = new Float64Array(LAYERS);

const curve = (x: number): number => Math.exp(-0.5 * x * x);

edges[0] = AREA / curve(TAIL_AT);
edges[1] = TAIL_AT;
for (let i = 2; i < LAYERS; i++) {
  edges[i] = Math.sqrt(-2 * Math.log(AREA / edges[i - 1] + curve(edges[i - 1])));
}
for (let i = 0; i < LAYERS; i++) sure[i] = edges[i + 1] / edges[i];

/** State of mulberry32 (public domain algorithm), here without a closure: a call a number would be half the cost. */
let state = 0;

function word(): number {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return t ^ (t >>> 14);
}

/** In (0, 1]: a logarithm may be taken of it. */
const fraction = (): number => ((word() >>> 0) + 1) / 4294967296;

/** Beyond the widest layer (Marsaglia 1964). */
function tail(negative: boolean): number {
  for (;;) {
    const x = Math.log(fraction()) / TAIL_AT;
    if (-2 * Math.log(fraction()) >= x * x) return negative ? x - TAIL_AT : TAIL_AT - x;
  }
}

/** A layer's outer part: lies the point under the curve? */
function isUnder(layer: number, x: number): boolean {
  const [outer, inner] = [edges[layer], edges[layer + 1]];
  const low = Math.exp(-0.5 * (outer * outer - x * x));
  const high = Math.exp(-0.5 * (inner * inner - x * x));
  return low + fraction() * (high - low) < 1;
}

/** One number: the lowest seven bits choose the layer, the others the place in it. */
function normal(): number {
  for (;;) {
    const bits = word();
    const layer = bits & (LAYERS - 1);
    const place = (bits >> 7) / 16777216 + 1 / 33554432;
    if (Math.abs(place) < sure[layer]) return place * edges[layer];
    if (layer === 0) return tail(place < 0);
    const x = place * edges[layer];
    if (isUnder(layer, x)) return x;
  }
}

/** Fills `row` with independent values of the standard normal distribution, the same for the same seed. */
export function fillNormal(row: Float64Array, seed: number): void {
  state = seed | 0;
  for (let n = 0; n < row.length; n++) row[n] = normal();
}
