// Rows of the accuracy figures: the worst error of a kind of point, its bound, and a table of them for people.

/** The worst of many points. */
export interface Row {
  readonly name: string;
  readonly unit: string;
  readonly bound: number;
  readonly worst: number;
  readonly where: string;
  readonly points: number;
}

/** Collects points into rows; each keeps the point that used most of its bound. */
export class Rows {
  private readonly rows = new Map<string, Row>();

  add(name: string, bound: number, error: number, where: string, unit = '%'): void {
    this.merge([{ name, unit, bound, worst: error, where, points: 1 }]);
  }

  merge(rows: readonly Row[]): void {
    for (const row of rows) {
      const known = this.rows.get(row.name);
      const points = row.points + (known?.points ?? 0);
      const worse = !known || share(row) > share(known);
      this.rows.set(row.name, { ...(worse ? row : known), points });
    }
  }

  get all(): Row[] {
    return [...this.rows.values()];
  }

  get pass(): boolean {
    return this.all.every(within);
  }
}

/** Of its bound. */
export const share = (row: Row): number => Math.abs(row.worst) / row.bound;

export const within = (row: Row): boolean => share(row) <= 1;

/** The rows as lines of text. */
export function tableOf(title: string, rows: readonly Row[]): string {
  const lines = rows.map((row) => {
    const bound = `±${Number(row.bound.toPrecision(3))}`;
    const worst = `${row.worst < 0 ? '' : '+'}${row.worst.toFixed(4)}`;
    const points = String(row.points).padStart(6);
    const verdict = within(row) ? 'ok  ' : 'MISS';
    return `${row.name.padEnd(48)}${bound.padStart(9)}${worst.padStart(10)} ${row.unit.padEnd(4)}${points}  ${verdict} ${row.where}`;
  });
  const head = `${'worst of'.padEnd(48)}${'bound'.padStart(9)}${'worst'.padStart(10)}     ${'points'.padStart(6)}        at`;
  return [title, head, ...lines].join('\n');
}
