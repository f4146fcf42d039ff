import { fieldOf } from '../../manifest-value';
import type { ServiceReference } from '../../resources';

/** A Service that is named by `name`, and perhaps `namespace` and `port`; none where it cannot be read. */
export function serviceAt(
  field: string,
  service: unknown,
  defaultNamespace: string,
  defaultPort?: number,
): readonly ServiceReference[] {
  const name = fieldOf(service, 'name');
  const namespace = fieldOf(service, 'namespace') ?? defaultNamespace;
  if (typeof name !== 'string' || typeof namespace !== 'string') return [];
  const port = portAt(`${field}.port`, fieldOf(service, 'port') ?? defaultPort);
  return [{ field: `${field}.name`, namespace, name, ...port }];
}

/** A port by its number or its name, and where it is named. */
export const portAt = (portField: string, port: unknown): Pick<ServiceReference, 'port' | 'portField'> =>
  typeof port === 'number' || typeof port === 'string' ? { port, portField } : {};

/** A list, however wrong what stands in its place is. */
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
