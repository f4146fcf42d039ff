import { fieldOf } from '../../manifest-value';
import type { ServiceResource } from '../../resources';
import type { ManifestObject } from './manifest-object';

const isTrue = (value: string) => value === 'true';

/**
 * How providers are asked for a load balancer that only private networks reach. Sources:
 * https://kubernetes.io/docs/concepts/services-networking/service/#internal-load-balancer, and the guides of GKE (the older
 * key) and of the AWS Load Balancer Controller (the scheme); AWS's in-tree provider takes 0.0.0.0/0 for true.
 */
const askingFor: Readonly<Record<string, (value: string) => boolean>> = {
  'networking.gke.io/load-balancer-type': (value) => value.toLowerCase() === 'internal',
  'cloud.google.com/load-balancer-type': (value) => value.toLowerCase() === 'internal',
  'service.beta.kubernetes.io/aws-load-balancer-scheme': (value) => value === 'internal',
  'service.beta.kubernetes.io/aws-load-balancer-internal': (value) => isTrue(value) || value === '0.0.0.0/0',
  'service.beta.kubernetes.io/azure-load-balancer-internal': isTrue,
  'service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type': (value) => value === 'private',
  'service.beta.kubernetes.io/openstack-internal-load-balancer': isTrue,
  'service.beta.kubernetes.io/cce-load-balancer-internal-vpc': isTrue,
  'service.kubernetes.io/qcloud-loadbalancer-internal-subnetid': (value) => value !== '',
  'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-address-type': (value) => value === 'intranet',
  'service.beta.kubernetes.io/oci-load-balancer-internal': isTrue,
};

/** AWS's newer key outranks the older one. */
const publicAnnotation = ['service.beta.kubernetes.io/aws-load-balancer-scheme', 'internet-facing'] as const;

/** The annotation by which a Service asks for an internal load balancer, to be spread into its resource. */
export function internalAnnotation({ manifest }: ManifestObject): Pick<ServiceResource, 'internalAnnotation'> {
  const [publicKey, publicValue] = publicAnnotation;
  const annotation = (key: string) => fieldOf(manifest, 'metadata', 'annotations', key);
  if (annotation(publicKey) === publicValue) return {};
  const found = Object.entries(askingFor).find(([key, asks]) => {
    const value = annotation(key);
    return typeof value === 'string' && asks(value);
  });
  return found ? { internalAnnotation: found[0] } : {};
}
