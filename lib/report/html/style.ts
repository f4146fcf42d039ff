/** The style sheet of the page: light and dark, on screen and on paper. */
export const pageStyle = `
:root{color-scheme:light dark;--bg:#fff;--fg:#1f2328;--soft:#57606a;--line:#d0d7de;--card:#f6f8fa;--accent:#0969da;--good:#1a7f37;--bad:#cf222e;--warn:#9a6700;--pick:#fff8c5}
:root.dark{color-scheme:dark;--bg:#0d1117;--fg:#e6edf3;--soft:#9198a1;--line:#30363d;--card:#161b22;--accent:#58a6ff;--good:#3fb950;--bad:#f85149;--warn:#d29922;--pick:#3b2e00}
@media (prefers-color-scheme:dark){:root:not(.light){--bg:#0d1117;--fg:#e6edf3;--soft:#9198a1;--line:#30363d;--card:#161b22;--accent:#58a6ff;--good:#3fb950;--bad:#f85149;--warn:#d29922;--pick:#3b2e00}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--fg);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Helvetica,Arial,sans-serif}
header{position:sticky;top:0;z-index:2;display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center;padding:.6rem 1.2rem;background:var(--bg);border-bottom:1px solid var(--line)}
header h1{font-size:1.1rem;margin:0}
header nav{display:flex;gap:.8rem}
header input{flex:1 1 14rem;max-width:26rem;padding:.35rem .6rem}
input,button{font:inherit;color:inherit;background:var(--card);border:1px solid var(--line);border-radius:6px}
button{padding:.3rem .7rem;cursor:pointer}
a{color:var(--accent)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
main{padding:0 1.2rem 3rem;max-width:110rem;margin:auto}
section{margin-top:1.6rem}
h2{font-size:1.15rem;border-bottom:1px solid var(--line);padding-bottom:.25rem}
h3{font-size:1rem;margin:.6rem 0 .3rem}
.soft{color:var(--soft)}
.graph{display:flex;gap:1rem;align-items:flex-start}
.canvas{flex:1;overflow:auto;max-height:78vh;border:1px solid var(--line);border-radius:8px;background:#fff}
.canvas svg{display:block;max-width:none;height:auto}
.canvas.fit svg{max-width:100%}
:root.dark .canvas svg{filter:invert(.93) hue-rotate(180deg)}
:root.dark .canvas{background:#121212}
@media (prefers-color-scheme:dark){:root:not(.light) .canvas svg{filter:invert(.93) hue-rotate(180deg)}:root:not(.light) .canvas{background:#121212}}
.canvas g.node{cursor:pointer}
.canvas .faded{opacity:.12}
.canvas g.picked>*{stroke-width:2.5}
aside{flex:0 0 22rem;max-height:78vh;overflow:auto;padding:.2rem 1rem;background:var(--card);border:1px solid var(--line);border-radius:8px}
aside ul{padding-left:1.1rem;margin:.2rem 0}
.scroll{overflow:auto;max-height:80vh}
table{border-collapse:collapse}
.matrix td,.matrix th{border:1px solid var(--line);padding:.15rem .4rem;font-size:.8rem;text-align:left;white-space:nowrap}
.matrix thead th{position:sticky;top:0;background:var(--card)}
.matrix tbody th{position:sticky;left:0;background:var(--card);font-weight:500;white-space:nowrap}
.matrix td.all{background:color-mix(in srgb,var(--warn) 25%,transparent)}
.matrix td.some{background:color-mix(in srgb,var(--good) 20%,transparent)}
.matrix td.self{background:var(--card)}
.changes td,.changes th{border-bottom:1px solid var(--line);padding:.3rem .6rem;text-align:left;vertical-align:top}
.changes td:first-child{white-space:nowrap}.changes td:nth-child(4){min-width:8.5rem}.changes td.soft{min-width:20rem}
.plus{color:var(--good)}.minus{color:var(--bad)}.tilde{color:var(--warn)}
details{border:1px solid var(--line);border-radius:8px;margin:.4rem 0;padding:.2rem .8rem}
summary{cursor:pointer;font-weight:600}
pre{overflow:auto;background:var(--card);padding:.6rem;border-radius:6px;font-size:.8rem}
.mark{border:1px solid var(--line);border-radius:1em;padding:0 .5em;font-size:.8rem}
.statement{margin:.35rem 0}
.badge{color:var(--warn);font-size:.8rem}
[hidden]{display:none!important}
@media (max-width:60rem){.graph{display:block}aside{margin-top:1rem;max-height:none}}
@media print{header input,header nav,header button,aside,.tools{display:none}header{position:static}.scroll,.canvas{max-height:none;overflow:visible}.canvas svg{max-width:100%}details{break-inside:avoid}pre{white-space:pre-wrap}}
`;
