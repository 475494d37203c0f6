// All files the boundary is written to.
import type { Model } from '../model.ts';
import { aotFiles } from './c-aot.ts';
import { hostFiles } from './c-core.ts';
import { sliceFiles } from './c-slices.ts';
import { eventHeader } from './c-types.ts';
import { jsHostFiles } from './ts-host.ts';
import { tsPortFiles } from './ts-ports.ts';
import { tsSliceFiles } from './ts-slices.ts';

export const boundaryFiles = (model: Model): Record<string, string> => ({
  ...eventHeader(model),
  ...hostFiles(model),
  ...aotFiles(model),
  ...sliceFiles(model),
  ...tsSliceFiles(model),
  ...jsHostFiles(model),
  ...tsPortFiles(model),
});
