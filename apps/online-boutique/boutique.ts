import { denyAll, flow, internet, namespace, never, nodes, only } from 'netpact';

/** The shop of https://github.com/GoogleCloudPlatform/microservices-demo as released: twelve services, without the optional assistant. */
const boutique = namespace('online-boutique', { baseline: denyAll(), owner: 'boutique' });

const frontend = boutique.workload('frontend', { ports: { http: 8080 } });
const loadgenerator = boutique.workload('loadgenerator');
const redisCart = boutique.workload('redis-cart', { ports: { redis: 6379 } });

// Container ports: the Service of emailservice listens on 5000, its pods on 8080.
const adservice = boutique.workload('adservice', { ports: { grpc: 9555 } });
const cartservice = boutique.workload('cartservice', { ports: { grpc: 7070 } });
const checkoutservice = boutique.workload('checkoutservice', { ports: { grpc: 5050 } });
const currencyservice = boutique.workload('currencyservice', { ports: { grpc: 7000 } });
const emailservice = boutique.workload('emailservice', { ports: { grpc: 8080 } });
const paymentservice = boutique.workload('paymentservice', { ports: { grpc: 50051 } });
const productcatalogservice = boutique.workload('productcatalogservice', { ports: { grpc: 3550 } });
const recommendationservice = boutique.workload('recommendationservice', { ports: { grpc: 8080 } });
const shippingservice = boutique.workload('shippingservice', { ports: { grpc: 50051 } });

export const namespaces = [boutique];

export const flows = [
  // The load balancer of Service frontend-external: pods see the client's address, or a node's.
  flow(internet(), nodes()).to(frontend).port('http').because('customers visit the shop'),
  flow(loadgenerator).to(frontend).port('http').because('simulated customers visit the shop'),

  flow(frontend)
    .to(adservice, cartservice, checkoutservice, currencyservice)
    .port('grpc')
    .because('pages show adverts, the cart and prices, and place orders'),
  flow(frontend)
    .to(productcatalogservice, recommendationservice, shippingservice)
    .port('grpc')
    .because('pages show products, recommendations and shipping costs'),

  flow(checkoutservice)
    .to(cartservice, currencyservice, productcatalogservice)
    .port('grpc')
    .because('an order is priced from the cart'),
  flow(checkoutservice)
    .to(paymentservice, shippingservice, emailservice)
    .port('grpc')
    .because('an order is charged, shipped and confirmed'),

  flow(recommendationservice).to(productcatalogservice).port('grpc').because('recommendations are products'),
  flow(cartservice).to(redisCart).port('redis').because('carts are kept in Redis'),
];

export const invariants = [
  only(cartservice).mayReach(redisCart),
  only(checkoutservice).mayReach(paymentservice, emailservice),
  never(internet()).to(paymentservice, redisCart),
];
