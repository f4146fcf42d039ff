import type { Picture } from '../../report/picture/picture';
import { pictureDot } from '../../report/picture/picture-dot';
import { pictureMermaid } from '../../report/picture/picture-mermaid';
import { say } from '../console/say';
import { writeAll } from '../console/write-all';
import { layOut } from './lay-out';

export type PictureFormat = 'dot' | 'mermaid' | 'svg';

/** Writes a picture to the standard output; one that cannot be laid out in time as dot, with a note. */
export async function writePicture(picture: Picture, format: PictureFormat): Promise<void> {
  await writeAll(process.stdout, [await textOf(picture, format)]);
}

async function textOf(picture: Picture, format: PictureFormat): Promise<string> {
  if (format === 'mermaid') return pictureMermaid(picture);
  const dot = pictureDot(picture);
  if (format === 'dot') return dot;
  const drawing = await layOut(dot);
  if ('svg' in drawing) return drawing.svg;
  say(`note: ${drawing.reason}: written as dot instead (dot -Tsvg draws it; --focus makes it smaller)`);
  return dot;
}
