import type { Page, Pages } from './page';
import { commandPages } from './pages/command';
import { explainPages } from './pages/explain';
import { flowPages } from './pages/flows';
import { loadPages } from './pages/load';
import { manifestPages } from './pages/manifests';
import { outputPages } from './pages/output';
import { peerPages } from './pages/peers';

/** One file of pages for each part of netpact that has codes; a test requires a page for every code that lib uses. */
const pages: Pages = {
  ...commandPages,
  ...loadPages,
  ...flowPages,
  ...peerPages,
  ...manifestPages,
  ...explainPages,
  ...outputPages,
};

/** The page of a code; undefined for a code that does not exist. */
export function pageOf(code: string): Page | undefined {
  return Object.hasOwn(pages, code) ? pages[code] : undefined;
}

/** All codes, sorted. */
export function codes(): readonly string[] {
  return Object.keys(pages).sort();
}
