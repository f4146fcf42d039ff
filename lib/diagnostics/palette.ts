/** How the parts of a report are painted; each function returns its text, perhaps wrapped in escape codes. */
export interface Palette {
  error(text: string): string;
  warning(text: string): string;
  info(text: string): string;
  /** Line numbers, bars and arrows. */
  gutter(text: string): string;
  /** What is to be read first. */
  strong(text: string): string;
  /** What may be skipped. */
  faint(text: string): string;
}

const asIs = (text: string): string => text;

/** No colours: text as it goes into files and pipes. */
export const plainPalette: Palette = {
  error: asIs,
  warning: asIs,
  info: asIs,
  gutter: asIs,
  strong: asIs,
  faint: asIs,
};
