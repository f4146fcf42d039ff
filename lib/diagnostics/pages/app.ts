import type { Pages } from './page';

/** Codes of PolicyApp and FlowChart. */
export const appPages: Pages = {
  'app-name-invalid': {
    title: 'the name of the app cannot be a label',
    what: 'PolicyApp({ name }) is empty or no label value.',
    why: 'Every policy carries it as the label netpact.dev/app.',
    fix: "  new PolicyApp({ name: 'My shop' })    // refused\n  new PolicyApp({ name: 'my-shop' })",
  },
  'name-prefix-invalid': {
    title: 'a name prefix cannot begin a name',
    what: 'FlowChart({ namePrefix }) holds more than lower-case letters, digits and "-", or begins with "-".',
    why: 'The names of policies begin with it.',
    fix: "  { namePrefix: 'Team_A' }     // refused\n  { namePrefix: 'team-a-' }",
  },
  'chart-value-invalid': {
    title: 'a chart was given something that netpact did not make',
    what: 'An entry of namespaces, flows or invariants is a list, undefined, or an object from elsewhere.',
    why: 'Skipping it silently could leave out a flow or a default deny.',
    fix: '  { flows: [shopFlows, sale] }       // refused: a list inside the list\n  { flows: [...shopFlows, sale] }',
  },
  'chart-not-written': {
    title: 'a PolicyApp holds other objects',
    what: 'A chart that is no FlowChart, or an object inside of a FlowChart, was added to a PolicyApp.',
    why: 'A PolicyApp writes network policies only. The objects would silently be left out.',
    fix: 'Use a plain cdk8s App: FlowCharts work there too, and cdk8s writes all charts.',
  },
};
