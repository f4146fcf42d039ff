// own-comment.mjs LOGIN MARK: prints the id of the first comment that LOGIN wrote and that ends with MARK. The standard input
// has one JSON object a line: {"id", "login", "body"}.
import { readFileSync } from 'node:fs';

const [login, mark] = process.argv.slice(2);
const comments = readFileSync(0, 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line));
const own = comments.find((each) => each.login === login && each.body.trimEnd().endsWith(mark));
if (own) process.stdout.write(`${own.id}\n`);
