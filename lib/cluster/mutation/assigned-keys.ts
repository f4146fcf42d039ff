import type { PodTemplateFacts } from './assigned-label';
import { controllerLabels } from './controller-labels';
import { injectedLabels } from './injected-labels';

/** A workload of which nothing is known: whoever gives labels to pods may give them to its. */
const anything: PodTemplateFacts = {
  kind: '',
  name: '',
  namespace: '',
  isBuiltIn: false,
  isOwned: false,
  labels: {},
  annotations: {},
  hostNetwork: false,
  firstOrdinal: 0,
  hasManualSelector: false,
  isIndexed: false,
};

const assignedKeys = new Set([...controllerLabels(anything), ...injectedLabels(anything)].map(({ key }) => key));

/** Whether a controller, the API server or an injector may give this label to pods, or change what their template says. */
export const isAssignedLabel = (key: string): boolean => assignedKeys.has(key);
