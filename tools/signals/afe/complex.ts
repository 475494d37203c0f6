// Complex numbers as the transfer functions of the front end need them.

export interface Complex {
  readonly re: number;
  readonly im: number;
}

export const ONE: Complex = { re: 1, im: 0 };

export function multiply(a: Complex, b: Complex): Complex {
  return { re: a.re * b.re - a.im * b.im, im: a.re * b.im + a.im * b.re };
}

/** 1 / z; z must not be 0. */
export function reciprocal(z: Complex): Complex {
  const square = z.re * z.re + z.im * z.im;
  return { re: z.re / square, im: -z.im / square };
}

/** magnitude · e^{j·angle_rad}. */
export function polar(magnitude: number, angle_rad: number): Complex {
  return { re: magnitude * Math.cos(angle_rad), im: magnitude * Math.sin(angle_rad) };
}

export function scaled(z: Complex, factor: number): Complex {
  return { re: z.re * factor, im: z.im * factor };
}

export function sum(a: Complex, b: Complex): Complex {
  return { re: a.re + b.re, im: a.im + b.im };
}

export const magnitudeOf = (z: Complex): number => Math.hypot(z.re, z.im);

/** -180 … 180. */
export const angleOf_deg = (z: Complex): number => (Math.atan2(z.im, z.re) * 180) / Math.PI;
