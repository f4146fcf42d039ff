import { connectivityPicture } from '../../report/connectivity/connectivity-picture';
import { diffPicture } from '../../report/diff/diff-picture';
import { htmlPage } from '../../report/html/page';
import { type PageInput, pageData } from '../../report/html/page-data';
import { pictureDot } from '../../report/picture/picture-dot';
import { layOut } from './lay-out';

/** The page; without its graph, and saying so, where that cannot be laid out in time. */
export async function reportHtml(subject: Omit<PageInput, 'picture'>): Promise<string> {
  const picture = subject.diff ? diffPicture(subject.diff) : connectivityPicture(subject.analysis, subject.filter);
  const drawing = await layOut(pictureDot({ ...picture, title: '', notes: [] }));
  if ('svg' in drawing) return htmlPage(pageData({ ...subject, picture }), drawing.svg);
  process.stderr.write(`note: ${drawing.reason}: the page has no graph\n`);
  const notes = [...picture.notes, `The graph is left out: ${drawing.reason}.`];
  return htmlPage(pageData({ ...subject, picture: { ...picture, notes } }), undefined);
}
