// Prints the error by position with links closed and behind isolating transformers: npx tsx tools/figures/closed-link-run.ts
import { closedLinkSeries } from './closed-link.ts';
import { printFigures } from './print-figures.ts';

await printFigures(async () =>
  (await closedLinkSeries()).map(
    ({ name, points }) =>
      `${name.padEnd(22)} ${points.map(({ error }) => error.toFixed(3).padStart(8)).join('')} %`,
  ),
);
