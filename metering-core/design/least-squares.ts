// Weighted linear least squares by Householder reflections, in double precision: enough to design short filters.

/** Solution x of min |A x - b|; A is row-major, `rows` x `columns`, of full column rank; A and b are overwritten. */
export function leastSquares(a: Float64Array, b: Float64Array, columns: number): Float64Array {
  const rows = b.length;
  for (let k = 0; k < columns; k++) reflect(a, b, rows, columns, k);
  const x = new Float64Array(columns);
  for (let k = columns - 1; k >= 0; k--) {
    let rest = b[k];
    for (let j = k + 1; j < columns; j++) rest -= a[k * columns + j] * x[j];
    x[k] = rest / a[k * columns + k];
  }
  return x;
}

/** Turns column k into a multiple of its unit vector, below the rows that are done. */
function reflect(a: Float64Array, b: Float64Array, rows: number, columns: number, k: number): void {
  let square = 0;
  for (let i = k; i < rows; i++) square += a[i * columns + k] ** 2;
  const alpha = a[k * columns + k] > 0 ? -Math.sqrt(square) : Math.sqrt(square);
  const v = Float64Array.from({ length: rows - k }, (_, i) => a[(i + k) * columns + k]);
  v[0] -= alpha;
  const norm = v.reduce((s, x) => s + x * x, 0);
  for (let j = k; j < columns; j++) {
    let dot = 0;
    for (let i = k; i < rows; i++) dot += v[i - k] * a[i * columns + j];
    for (let i = k; i < rows; i++) a[i * columns + j] -= (2 * dot * v[i - k]) / norm;
  }
  let dot = 0;
  for (let i = k; i < rows; i++) dot += v[i - k] * b[i];
  for (let i = k; i < rows; i++) b[i] -= (2 * dot * v[i - k]) / norm;
}
