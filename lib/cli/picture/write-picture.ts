import type { Picture } from '../../report/picture/picture';
import { pictureDot } from '../../report/picture/picture-dot';
import { writeAll } from '../console/write-all';
import { layOut } from './lay-out';

/** Writes a picture as SVG; as dot, with a note, where it cannot be laid out in time. */
export async function writePicture(picture: Picture): Promise<void> {
  const dot = pictureDot(picture);
  const drawing = await layOut(dot);
  if ('svg' in drawing) return writeAll(process.stdout, [drawing.svg]);
  process.stderr.write(
    `note: ${drawing.reason}: written as dot instead (dot -Tsvg draws it; --focus makes it smaller)\n`,
  );
  return writeAll(process.stdout, [dot]);
}
