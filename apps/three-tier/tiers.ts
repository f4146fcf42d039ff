import { denyAll, flow, internet, namespace, never, only } from 'netpact';
import { ingressNginx } from 'netpact/platform';

/** Ingress controller → web → api → db, each tier in a namespace of its own. */
const webTier = namespace('three-tier-web', { baseline: denyAll(), owner: 'frontend' });
const apiTier = namespace('three-tier-api', { baseline: denyAll(), owner: 'backend' });
// The database opens no connection at all, not even to resolve a name.
const dbTier = namespace('three-tier-db', { baseline: denyAll({ dns: false }), owner: 'data' });

const web = webTier.workload('web', { ports: { http: 8080 } });
const api = apiTier.workload('api', { ports: { http: 8080 } });
const db = dbTier.workload('db', { ports: { postgres: 5432 } });

export const namespaces = [webTier, apiTier, dbTier];

export const flows = [
  flow(ingressNginx).to(web).port('http').because('users open the site'),
  flow(web).to(api).port('http').because('the site shows live data'),
  flow(api).to(db).port('postgres').because('the data is kept in PostgreSQL'),
];

export const invariants = [
  only(api).mayReach(db),
  never(web).to(db),
  never(internet()).to(api, db),
  never(db).to(internet()),
];
