// `npm run docs`: writes the pages of the audit's rules to docs/rules, and removes those of rules that are gone.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { catalogue } from '../lib/audit/catalogue';
import { ruleDocs } from '../lib/report/rules/rule-list';

const folder = path.resolve(__dirname, '../docs/rules');
const pages = ruleDocs(catalogue);
mkdirSync(folder, { recursive: true });
for (const name of readdirSync(folder)) if (!pages.has(name)) rmSync(path.join(folder, name));
for (const [name, text] of pages) writeFileSync(path.join(folder, name), text);
console.log(`docs/rules: ${pages.size} pages`);
