import { printable } from '../../diagnostics/printable';

/** A quoted string in which nothing is markup: Mermaid has character codes where others have a backslash. */
export function mermaidString(text: string): string {
  const escaped = printable(text).replace(/[#"<>&`|;{}]|\s/g, (mark) =>
    mark === ' ' ? mark : `#${mark.charCodeAt(0)};`,
  );
  return `"${escaped}"`;
}

/** What Mermaid draws around a namespace that nothing isolates in some direction. */
export const mermaidOpen = 'stroke:#bc4c00,stroke-dasharray:5 5';
