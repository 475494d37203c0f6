// How quick a run is: virtual time against wall time.

/** Gives the multiple of real time since it was asked last, at first since now, by the virtual time then, us. */
export function reachedSinceLast(): (virtual_us: number) => number {
  let asked = { virtual_us: 0, wall_ms: performance.now() };
  return (virtual_us) => {
    const { virtual_us: from_us, wall_ms: from_ms } = asked;
    asked = { virtual_us, wall_ms: performance.now() };
    return (virtual_us - from_us) / 1000 / Math.max(1e-3, asked.wall_ms - from_ms);
  };
}
