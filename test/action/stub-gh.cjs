// What the action asks of gh, answered from a file of comments. Anything else is an error, as it would be of GitHub.
const fs = require('node:fs');
const path = require('node:path');

const file = path.join(process.env.STUB_FOLDER, 'gh.json');
const comments = JSON.parse(fs.readFileSync(file, 'utf8'));
const words = process.argv.slice(2);
const failing = process.env.STUB_FAILING;
const save = (all) => fs.writeFileSync(file, JSON.stringify(all));
const refuse = (message) => {
  process.stderr.write(`gh: ${message}\n`);
  process.exit(1);
};
const bodyOf = () => {
  const field = words[words.indexOf('-F') + 1] ?? '';
  if (!field.startsWith('body=@')) refuse('no body');
  const body = fs.readFileSync(field.slice('body=@'.length), 'utf8');
  if (body.length > 65_536) refuse('body is too long (maximum is 65536 characters) (HTTP 422)');
  return body;
};

if (failing && words.includes(failing)) refuse('Resource not accessible by integration (HTTP 403)');
if (!process.env.GH_TOKEN) refuse('no token');
const list = 'repos/acme/shop/issues/7/comments';
const [, ...rest] = words;
if (words[0] !== 'api') refuse(`unknown command ${words[0]}`);
else if (rest.includes('graphql')) process.stdout.write('github-actions[bot]\n');
else if (rest.includes('POST') && rest.includes(list)) {
  save([...comments, { id: comments.length + 1, login: 'github-actions[bot]', body: bodyOf() }]);
} else if (rest.includes('PATCH')) {
  const id = Number(/^repos\/acme\/shop\/issues\/comments\/(\d+)$/.exec(rest[2] ?? '')?.[1]);
  if (!comments.some((each) => each.id === id)) refuse('Not Found (HTTP 404)');
  save(comments.map((each) => (each.id === id ? { ...each, body: bodyOf() } : each)));
} else if (rest.includes('--paginate') && rest.includes(`${list}?per_page=100`)) {
  if (rest.at(-1) !== '.[] | {id, login: .user.login, body}') refuse('another filter than the one that is known');
  for (const each of comments) process.stdout.write(`${JSON.stringify(each)}\n`);
} else refuse(`unknown request ${rest.join(' ')}`);
