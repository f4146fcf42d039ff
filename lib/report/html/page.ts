import { createHash } from 'node:crypto';
import { printable, printableLines } from '../../diagnostics/printable';
import { escapeHtml } from '../escape';
import type { PageData, PageOutside } from './page-data';
import { coreScript } from './script-core';
import { graphScript } from './script-graph';
import { listsScript } from './script-lists';
import { matrixScript } from './script-matrix';
import { pageStyle } from './style';

const script = `'use strict';{${coreScript}${graphScript}${matrixScript}${listsScript}}`;

/**
 * One HTML page that needs nothing else: no network, and a policy under which only its own script and style run.
 * `svg` is the drawing of the graph, where there is one.
 */
export function htmlPage(data: PageData, svg: string | undefined): string {
  const policy = `default-src 'none'; script-src '${hashOf(script)}'; style-src '${hashOf(pageStyle)}'; base-uri 'none'; form-action 'none'`;
  const drawing = svg
    ? `<div class="graph"><div id="canvas" class="canvas fit" role="group" aria-label="graph">${svgElement(svg)}</div><aside id="panel" aria-live="polite"></aside></div>`
    : '<aside id="panel" aria-live="polite"></aside>';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(data.title)}</title>
<style>${pageStyle}</style>
</head>
<body>
<header>
<h1>${escapeHtml(data.title)}</h1>
<nav>${data.outside ? '<a href="#outside">From outside</a> ' : ''}${data.diff ? '<a href="#changes">Changes</a> ' : ''}<a href="#graph">Graph</a> <a href="#matrix">Matrix</a> <a href="#statements">Statements</a> <a href="#policies">Policies</a></nav>
<input id="search" type="search" placeholder="Search workloads, policies, labels, ports" aria-label="search">
<span id="found" class="soft" role="status"></span>
<button id="theme" type="button">Light / dark</button>
</header>
<main>
<p>${data.summary.map(sentence).join(' · ')}</p>
${data.notes.map((note) => `<p class="soft">${sentence(note)}</p>`).join('\n')}
<noscript><p>This page needs its own script to show lists; nothing is loaded from elsewhere.</p></noscript>
${data.outside ? outsideSection(data.outside) : ''}
${data.diff ? '<section id="changes"><h2>What changes</h2><div id="changes-body"></div></section>' : ''}
<section id="graph"><h2>Graph</h2><p class="tools"><button id="fit" type="button">Fit / full size</button> <span class="soft">Dashed and orange: nothing isolates it. Escape lets go.</span></p>${drawing}</section>
<section id="matrix"><h2>Matrix</h2><div id="matrix-body"></div></section>
<section id="statements"><h2>Who may reach whom</h2><div id="statements-body"></div></section>
<section id="policies"><h2>Policies</h2><div id="policies-body"></div></section>
</main>
<script type="application/json" id="data">${jsonInScript(data)}</script>
<script>${script}</script>
</body>
</html>
`;
}

/** What an auditor asks first; it needs no script. */
function outsideSection({ summary, columns, rows, remarks }: PageOutside): string {
  const row = (cell: 'th' | 'td', cells: readonly string[]) =>
    `<tr>${cells.map((text) => `<${cell}>${sentence(text)}</${cell}>`).join('')}</tr>`;
  const table = `<div class="scroll"><table class="changes"><thead>${row('th', columns)}</thead><tbody>${rows.map((cells) => row('td', cells)).join('\n')}</tbody></table></div>`;
  const lines = remarks.map((text) => `<p class="soft">${sentence(text)}</p>`).join('\n');
  return `<section id="outside"><h2>Reached from outside</h2><p>${sentence(summary)}</p>${rows.length > 0 ? table : ''}
${lines}</section>`;
}

/** A sentence on a line of its own. */
const sentence = (text: string): string => escapeHtml(printable(text));

const hashOf = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`;

/** The drawing without what belongs to a file of its own. */
const svgElement = (svg: string): string => svg.slice(svg.indexOf('<svg')).replace(/<!--[\s\S]*?-->/g, '');

/** What the script reads. Nothing in a name can end the element, or begin a comment in it; what the page shows is as harmless as other texts. */
function jsonInScript(data: PageData): string {
  // In an element of a page a line separator is a space.
  const isSeparator = (mark: string) => mark === '\u2028' || mark === '\u2029';
  const shown = (_: string, value: unknown): unknown =>
    typeof value === 'string' ? printableLines(value, isSeparator) : value;
  const { outside: _, ...read } = data;
  return JSON.stringify(read, shown).replace(
    /[<>&\u2028\u2029]/g,
    (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
