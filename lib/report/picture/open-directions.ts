import type { PictureNode } from './picture';

/** The directions in which nothing isolates any of these; a namespace of which this is true looks open. */
export function openDirections(nodes: readonly Pick<PictureNode, 'openTo'>[]): PictureNode['openTo'] {
  if (nodes.length === 0) return [];
  return (['ingress', 'egress'] as const).filter((each) => nodes.every(({ openTo }) => openTo.includes(each)));
}
