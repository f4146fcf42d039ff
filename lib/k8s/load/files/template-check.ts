import path from 'node:path';
import type { Finding } from '../../../diagnostics/finding';
import type { Source } from './source';

/** The files that make a folder a Helm chart or a kustomization. */
export const templateMarkers = ['Chart.yaml', 'kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** Whether a file of this name makes its folder a Helm chart or a kustomization. */
export function isTemplateMarker(file: string): boolean {
  return templateMarkers.includes(path.posix.basename(file));
}

/** Whether a file stands in, or below, one of these folders. */
export function isBelow(file: string, folders: ReadonlySet<string>): boolean {
  for (let folder = path.posix.dirname(file); ; folder = path.posix.dirname(folder)) {
    if (folders.has(folder)) return true;
    if (folder === path.posix.dirname(folder)) return false;
  }
}

/** The finding for a template that was passed instead of what it renders to. */
export function unrenderedTemplate(source: Source, start: number): Finding {
  const offset = Math.max(0, source.text.indexOf('{{', start));
  return {
    code: 'template-not-rendered',
    severity: 'error',
    message: `${source.file} is a template: "{{" is not filled in`,
    at: () => source.span(offset, offset + 2),
    help: ['pass rendered output: kustomize build … | netpact … - (or helm template … | netpact … -)'],
  };
}
