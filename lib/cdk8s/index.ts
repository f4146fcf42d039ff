export { configurePolicies } from './app-declaration';
export { FlowChart, type FlowChartProps } from './flow-chart';
export { PolicyApp, type PolicyAppProps } from './policy-app';
