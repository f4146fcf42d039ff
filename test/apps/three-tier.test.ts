import { factsOf, pod } from '../evaluator/facts';
import { policiesIn } from '../evaluator/policies';
import { manifestsOf } from './manifests-of';

const files = manifestsOf('three-tier');
const { allows, denies } = factsOf(policiesIn(...files.values()));

const controller = pod('ingress-nginx', {
  'app.kubernetes.io/name': 'ingress-nginx',
  'app.kubernetes.io/component': 'controller',
});
const web = pod('three-tier-web', { app: 'web' });
const api = pod('three-tier-api', { app: 'api' });
const db = pod('three-tier-db', { app: 'db' });
const kubeDns = pod('kube-system', { 'k8s-app': 'kube-dns' });

test('its manifests are those that were reviewed', () => {
  for (const [name, text] of files) expect(text).toMatchSnapshot(name);
});

test('each tier is reached from the one before it, on its own port', () => {
  allows(controller, web, 8080);
  allows(web, api, 8080);
  allows(api, db, 5432);
  denies(controller, web, 80, 8081, '8080/UDP');
  denies(web, api, 80, 8081, '8080/UDP');
  denies(api, db, 5431, 5433, '5432/UDP');
});

test('no tier is skipped, and nothing goes back', () => {
  denies(controller, api, 8080);
  denies(controller, db, 5432);
  denies(web, db, 5432, 8080);
  denies(db, api, 8080, 5432);
  denies(db, web, 8080);
  denies(api, web, 8080);
});

test('only the controller enters: no other pod of its namespace, no address', () => {
  denies(pod('ingress-nginx', { 'app.kubernetes.io/name': 'ingress-nginx' }), web, 8080);
  denies(pod('elsewhere', controller.labels), web, 8080);
  for (const tier of [web, api, db]) denies('203.0.113.7', tier, 8080, 5432);
});

test('labels count in their own namespace only', () => {
  denies(pod('three-tier-web', { app: 'api' }), db, 5432);
  denies(pod('elsewhere', { app: 'api' }), db, 5432);
  denies(api, pod('three-tier-api', { app: 'db' }), 5432);
});

test('web and api resolve names; the database opens no connection at all', () => {
  for (const tier of [web, api]) {
    allows(tier, kubeDns, 53, '53/UDP');
    denies(tier, '203.0.113.7', 53, '53/UDP', 443);
  }
  denies(db, kubeDns, 53, '53/UDP');
  denies(db, '203.0.113.7', 443);
  denies(db, db, 5432);
});
