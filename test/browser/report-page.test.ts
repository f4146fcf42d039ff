import path from 'node:path';
import { regularCluster } from '../bench/regular-cluster';
import { type Scene, scene } from '../cli/run-netpact';
import { shopManifests } from '../cli/shop-manifests';
import { type Browser, type Page, startBrowser } from './browser';

/** In a real browser; without one the tests say so and pass: `npm run browser:install` brings it. */
describe('the page in a browser', () => {
  let browser: Browser | undefined;
  let current: Scene;
  beforeAll(async () => {
    browser = await startBrowser();
    if (!browser) process.stderr.write('skipped: no browser (npm run browser:install)\n');
  }, 30_000);
  beforeEach(() => {
    current = scene();
  });
  afterEach(() => current.remove());
  afterAll(() => browser?.close());

  /** Opens a report and collects what it must not do. */
  async function open(manifests: string): Promise<{ page: Page; problems: string[] } | undefined> {
    if (!browser) return undefined;
    current.write('m.yaml', manifests);
    expect(current.netpact(['report', 'm.yaml', '-o', 'r.html']).code).toBe(0);
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on('console', (message) => problems.push(message.text?.() ?? ''));
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('request', (request) => {
      const url = request.url?.() ?? '';
      if (!url.endsWith('/r.html')) problems.push(url);
    });
    await page.goto(`file://${path.join(current.folder, 'r.html')}`);
    await page.waitForSelector('html[data-ready=yes]');
    return { page, problems };
  }

  it('loads without a message or a request; click, keys and search work', async () => {
    const opened = await open(shopManifests);
    if (!opened) return;
    const { page, problems } = opened;
    await page.click('g.node[aria-label="shop/web[Deployment]"]');
    expect(await page.textContent('#panel')).toContain('shop/api[Deployment] on TCP 8443');
    await page.keyboard.press('Escape');
    expect(await page.textContent('#panel')).toContain('Pick a workload');
    await page.focus('g.node[aria-label="shop/api[Deployment]"]');
    await page.keyboard.press('Enter');
    expect(await page.textContent('#panel')).toContain('is reached by');
    await page.fill('#search', 'web-to-api-egress');
    await page.waitForSelector('#found:not(:empty)');
    expect(await page.textContent('#found')).toBe('1 found');
    expect(problems).toEqual([]);
    await page.close();
  });

  it('does nothing that a name says', async () => {
    const name = `"</script><script>document.title='taken'</script><img src=x onerror=alert(1)>"`;
    const opened = await open(shopManifests.replaceAll('name: web,', `name: ${name},`));
    if (!opened) return;
    expect(await opened.page.title()).toBe('netpact report');
    expect(opened.problems).toEqual([]);
    await opened.page.close();
  });

  it('opens 200 workloads with namespaces folded', async () => {
    const opened = await open(regularCluster(200));
    if (!opened) return;
    await opened.page.click('#statements details summary');
    await opened.page.waitForSelector('#statements p.statement');
    expect(await opened.page.textContent('#statements')).toContain('service-1 in team-0 may reach');
    expect(opened.problems).toEqual([]);
    await opened.page.close();
  });

  it('lists in the order in which people count', async () => {
    const opened = await open(regularCluster(240));
    if (!opened) return;
    expect(await opened.page.textContent('#policies-body')).toMatch(/team-1 \(.*team-2 \(.*team-10 \(/);
    await opened.page.close();
  });
});
