import { execFileSync } from 'node:child_process';
import path from 'node:path';

/** What the tests use of playwright-core, which is installed apart (`npm run browser:install`). */
export interface Page {
  goto(url: string): Promise<unknown>;
  on(
    event: 'console' | 'pageerror' | 'request',
    listener: (event: { text?(): string; type?(): string; url?(): string }) => void,
  ): void;
  title(): Promise<string>;
  waitForSelector(selector: string): Promise<unknown>;
  click(selector: string): Promise<void>;
  fill(selector: string, text: string): Promise<void>;
  focus(selector: string): Promise<void>;
  textContent(selector: string): Promise<string | null>;
  keyboard: { press(key: string): Promise<void> };
  close(): Promise<void>;
}

export interface Browser {
  newPage(): Promise<Page>;
  close(): Promise<void>;
}

interface Playwright {
  readonly chromium: { launch(options: { executablePath: string; args: readonly string[] }): Promise<Browser> };
}

/** Starts the Chromium of the system; undefined where it or playwright-core is missing. */
export async function startBrowser(): Promise<Browser | undefined> {
  const playwright = findPlaywright();
  const executablePath = findChromium();
  if (!playwright || !executablePath) return undefined;
  return playwright.chromium.launch({ executablePath, args: ['--no-sandbox'] });
}

function findPlaywright(): Playwright | undefined {
  try {
    const folders = [path.join(__dirname, '.tools'), process.env.NETPACT_BROWSER_TOOLS ?? __dirname];
    return require(require.resolve('playwright-core', { paths: folders }));
  } catch {
    return undefined;
  }
}

function findChromium(): string | undefined {
  try {
    return execFileSync('which', ['chromium'], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}
