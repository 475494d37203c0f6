// What a report shows of temperature.

/** The error over temperature: what the coefficients are made of, for the curve of the report. */
export interface TemperatureCurve {
  readonly factor: string;
  readonly points: readonly {
    readonly temperature_C: number;
    readonly error_percent: number;
    readonly stddev_percent: number;
  }[];
}
