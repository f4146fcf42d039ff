import { createColors } from 'picocolors';
import { type Palette, plainPalette } from '../../diagnostics/palette';

/** Colours for a stream: on a terminal, unless NO_COLOR says no; FORCE_COLOR says yes anywhere. Both as in no-color.org and Node. */
export function paletteFor(stream: { readonly isTTY?: boolean }): Palette {
  if (!wantsColour(stream)) return plainPalette;
  const { red, yellow, cyan, blue, bold, dim } = createColors(true);
  return {
    error: (text) => bold(red(text)),
    warning: (text) => bold(yellow(text)),
    info: (text) => bold(cyan(text)),
    gutter: blue,
    strong: bold,
    faint: dim,
  };
}

/** Whether colours are written to a stream. */
export function wantsColour(stream: { readonly isTTY?: boolean }): boolean {
  const { env } = process;
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  return stream.isTTY === true && env.TERM !== 'dumb';
}
