import { assumptionPages } from './pages/assumptions';
import { commandPages } from './pages/command';
import { contractPages } from './pages/contract';
import { environmentPages } from './pages/environment';
import { flowPages } from './pages/flow';
import { loadPages } from './pages/load';
import { manifestPages } from './pages/manifests';
import { namespacePages } from './pages/namespace';
import type { Page, Pages } from './pages/page';
import { peerPages } from './pages/peer';
import { proofPages } from './pages/proof';
import { rootPages } from './pages/roots';

/** One file of pages for each part of netpact that has codes; a test requires a page for every code that lib uses. */
const pages: Pages = {
  ...assumptionPages,
  ...commandPages,
  ...environmentPages,
  ...contractPages,
  ...flowPages,
  ...loadPages,
  ...manifestPages,
  ...rootPages,
  ...namespacePages,
  ...peerPages,
  ...proofPages,
};

/** The page of a code; undefined for a code that does not exist. */
export function pageOf(code: string): Page | undefined {
  return Object.hasOwn(pages, code) ? pages[code] : undefined;
}

/** All codes, sorted. */
export function codes(): readonly string[] {
  return Object.keys(pages).sort();
}
