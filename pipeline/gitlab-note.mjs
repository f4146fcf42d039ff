// gitlab-note.mjs FILE MARK STANDING: keeps one note with the text of FILE in the merge request; where STANDING is true only
// one that is there already. It never fails: what it cannot write, the job has printed.
import { readFileSync } from 'node:fs';

const [file, mark, standing] = process.argv.slice(2);
const { CI_API_V4_URL, CI_MERGE_REQUEST_PROJECT_ID, CI_MERGE_REQUEST_IID, NETPACT_TOKEN, NOTE_LINK } = process.env;
const notes = `/projects/${CI_MERGE_REQUEST_PROJECT_ID}/merge_requests/${CI_MERGE_REQUEST_IID}/notes`;

async function ask(path, method = 'GET', content = undefined) {
  const answer = await fetch(`${CI_API_V4_URL}${path}`, {
    method,
    headers: { 'PRIVATE-TOKEN': NETPACT_TOKEN, 'content-type': 'application/json' },
    signal: AbortSignal.timeout(30_000),
    ...(content && { body: JSON.stringify(content) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}`);
  return answer.json();
}

/** Whoever may write here could write the mark: only what this very account wrote is edited. */
async function ownNote() {
  const me = await ask('/user');
  for (let page = 1; ; page++) {
    const some = await ask(`${notes}?per_page=100&page=${page}`);
    const own = some.find(({ author, body }) => author.id === me.id && body.trimEnd().endsWith(mark));
    if (own || some.length < 100) return own;
  }
}

async function keepNote() {
  if (!NETPACT_TOKEN) throw new Error('NETPACT_TOKEN is not set (a project access token with the scope api)');
  const body = `${readFileSync(file, 'utf8')}\n${NOTE_LINK}\n\n${mark}\n`;
  const own = await ownNote();
  if (own) await ask(`${notes}/${own.id}`, 'PUT', { body });
  else if (standing !== 'true') await ask(notes, 'POST', { body });
}

try {
  await keepNote();
} catch (error) {
  process.stdout.write(`netpact: no note was written: ${error instanceof Error ? error.message : error}\n`);
}
