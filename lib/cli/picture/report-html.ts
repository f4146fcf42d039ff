import { connectivityPicture } from '../../report/connectivity/connectivity-picture';
import { summaryNote } from '../../report/connectivity/namespace-summary';
import { diffPicture } from '../../report/diff/diff-picture';
import { htmlPage } from '../../report/html/page';
import { type PageData, type PageInput, pageData } from '../../report/html/page-data';
import { pictureDot } from '../../report/picture/picture-dot';
import { say } from '../console/say';
import { layOut } from './lay-out';

/** What the page is about; `notes` are assumptions, and what is not decided. */
export type PageSubject = Omit<PageInput, 'picture'> & { readonly notes: readonly string[] };

/** The page; without its graph, and saying so, where that cannot be laid out in time. */
export async function reportHtml(subject: PageSubject): Promise<string> {
  const { analysis, diff, filter, notes } = subject;
  const picture = diff ? diffPicture(diff, notes) : connectivityPicture(analysis, filter, notes);
  const drawing = await layOut(pictureDot({ ...picture, title: '', notes: [] }));
  if ('svg' in drawing) return htmlPage(saidOf(pageData({ ...subject, picture })), drawing.svg);
  say(`note: ${drawing.reason}: the page has no graph`);
  const said = [...picture.notes, `The graph is left out: ${drawing.reason}.`];
  return htmlPage(saidOf(pageData({ ...subject, picture: { ...picture, notes: said } })), undefined);
}

/** The data; that it is a summary is said outside of the page too. */
function saidOf(data: PageData): PageData {
  if (data.notes.includes(summaryNote)) say(summaryNote);
  return data;
}
