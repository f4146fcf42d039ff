/** What workloads of any cluster are called for their part in it, and what says how often, where or when: nobody's name. */
const roles = `
a access account accounts action actions active actor adapter address addresses admin agent agents alert alerts all analysis
analytics any api apis apiserver app application applications apps archive array artifact artifacts asset assets audit auth
authentication authorization back backend backends backup backups balancer base batch beta binding blue board bot bridge
broker brokers browser bucket bucketclass build builder builds bundle bus cache caches canary catalog catalogs central chart
charts check checker class classes client clients cloud cluster clusters collector command common component components
compute config configs configuration configurations connect connection connector console consumer container containers
content context control controller controllers coordinator core cron crawler custom daemon dashboard data database databases
dataset db default definition demo deploy deployer deployment deployments dev development devices dispatcher dns docs
document documents domain domains download driver east edge editor egress email endpoint endpoints engine engines entry env
environment event events example executor experiment export exporter exporters external extension feature features feed
file files filter fleet flow flows folder form forward forwarder forms frontend frontends front fs function functions gateway
gateways generator global green group groups handler head health history home host hosts http hub image images import importer
inbound index indexer info infra ingest ingress init input instance instances integration internal inventory invoice item
items job jobs kernel key keys kubernetes k8s lab label layer leader ledger library link list listener live load loader local
location lock log logger logging login logs machine machines mail mailer main manage management manager managers map master
mean member message messages metadata metric metrics migrate migration migrations mirror mobile model models module modules
monitor monitoring monitors mount name names namespace namespaces net network networking networks new node nodes notification
notifications notifier object objects old op operation operations operator operators order orders org organization origin
other out outbound output owner page pages parser part parts password patch path payment payments peer peers pipeline
pipelines placement plan plans platform plugin plugins pod pods policies policy poller pool pools portal post posts preview
price prices pricing primary print private process processor prod producer product production products profile profiles
project projects provider providers provisioner proxies proxy public publisher pull push query queue queues read reader
readers ready realm receiver record records recorder region registry relay release releases remote render renderer replica
replicas repo report reporter reports repository request requests reserve reset resource resources response rest restore
result results review reviews role roles root route router routers routes rule rules run runner runners runtime sample
sandbox scale scaler scan scanner schedule scheduler schema score scope scrape scraper script search secondary secret secrets
security select sender sensor server servers service services serving session sessions set setting settings setup shard
shards share shell shop side signer simulator sink site sites slave snapshot snapshots social source sources space sql stack
stage staging standby start stat state static stats status step steps storage store stores stream streams sub submit
subscriber subscription support sync system systems table tag task tasks team template templates tenant tenants test tester
testing tests text ticket tickets tier time token tokens tool tools topic topics trace tracer tracing tracker traffic trainer
training trial trigger triggers type types ui update updater upload uploader user users util validation validator value vault
version view viewer virtual vm volume volumes watch watcher web webapp webhook webhooks website west widget widgets
window work worker workers workflow workflows workload workloads workspace write writer zone zones`;

/** What else services are called, each near to the name of another: `shipping` beside `shopping`, `mysql` beside `mssql`. */
const others = `
argo bidding billing blog book booking bookings books boutique brand calendar cart carts casting catalogue charge
charger chat checkout checkouts cinema city clinic comment comments community compiler compliance computer consul
contact contacts contract contracts cost costing counter countries country county coupon course courses crm currency
custom customer customers delivery detail details detector devices director discount discovery doctor envoy etcd
exchange favorites fetcher filer finance flight flights forecast forum game games geo grafana graph graphite graphql
guest guestbook hotel hotels identity injector inspector insurance istio jaeger jenkins kafka keycloak kibana knative
landing learning lender lending lesson license lidarr limiter linker linkerd loan logistic logistics logstash loki
market marketing marketplace massage matcher matching media memcached merchant minio mongo mongodb movie movies mssql
mysql nats news nginx notary oauth offer offers oidc option options oracle painter parcel parent parking partner patent
patient patients payer paying people permission permissions person pharmacy phone photo photos planner planter play
player pointer points postal postgres postgresql preference presence printer printing professor programs prometheus
promotion promotions property provision publish quote quotes rabbit rabbitmq radarr rating ratings readarr reading
recommendation recommendations redis refund registration relation relay relayer rental replay replayer reservation
resolver restaurant revolver reward rewards ripper room rooms sales saving scheduled school seat shipment shipments
shipper shipping shopping singer sitemap skipper spark spring stock stocks storefront streamer streaming student
students suggestion supplier supply survey tasting tempo texting thanos tomcat track tracking trade trader trading
traefik trailer trainee trains transaction transactions transfer transformer transport transporter travel trip trips
trucker tunnel vehicle vendor vendors vets video videos visit visitor visits vote voter votes voting wallet wallets
warehouse weather wiki wishlist wordpress zipkin zookeeper`;

const wordsIn = (text: string) => text.trim().split(/\s+/);

const generic: ReadonlySet<string> = new Set(wordsIn(roles));
const common: ReadonlySet<string> = new Set([...generic, ...wordsIn(others)]);

/** Whether a word is said of workloads everywhere, so that an object of that name or kind is no trace of what it makes. */
export const isGeneric = (word: string): boolean => generic.has(word) || word.length < 3 || /^v?\d+$/.test(word);

/** Whether a word is what services are called: rather meant as it is written than a slip of the pen for another. */
export function isCommonWord(word: string): boolean {
  const own = word.replace(/(?<=.)(?:service|svc)$/, '');
  return common.has(own) || (own.endsWith('s') && common.has(own.slice(0, -1)));
}
