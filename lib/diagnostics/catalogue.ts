import { appPages } from './pages/app';
import { auditPages } from './pages/audit';
import { commandPages } from './pages/command';
import { diffPages } from './pages/diff';
import { exceptionPages } from './pages/exception';
import { explainPages } from './pages/explain';
import { flowPages } from './pages/flow';
import { invariantPages } from './pages/invariants';
import { loadPages } from './pages/load';
import { manifestPages } from './pages/manifests';
import { namespacePages } from './pages/namespace';
import { outputPages } from './pages/output';
import type { Page, Pages } from './pages/page';
import { peerPages } from './pages/peer';
import { proofPages } from './pages/proof';

/** One file of pages for each part of netpact that has codes; a test requires a page for every code that lib uses. */
const pages: Pages = {
  ...appPages,
  ...auditPages,
  ...commandPages,
  ...diffPages,
  ...exceptionPages,
  ...explainPages,
  ...flowPages,
  ...invariantPages,
  ...loadPages,
  ...manifestPages,
  ...namespacePages,
  ...outputPages,
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
