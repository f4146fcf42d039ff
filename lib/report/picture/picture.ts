import type { Direction } from '../../analyze/model/policy-rules';

/**
 * A graph for people: who may talk to whom, or what changed. There is one of each; dot, Mermaid and SVG (which is laid
 * out from the dot) are ways to write it, and show the same nodes, groups, lines and notes. Everything in it is text
 * from manifests, so writers escape all of it. Labels are short, and may have several lines; what they leave out is in
 * `name` and `ports`, which every writer says as well, as a tooltip or a comment.
 */
export interface Picture {
  readonly title: string;
  readonly groups: readonly PictureGroup[];
  readonly externals: readonly PictureExternal[];
  readonly edges: readonly PictureEdge[];
  /** What is not drawn, not decided or assumed, in sentences; shown beside the graph. */
  readonly notes: readonly string[];
}

/** What belongs together; one without a label has no box around it. */
export interface PictureGroup {
  readonly label?: string;
  /** Whether nothing isolates its nodes in some direction; which one is in the label. */
  readonly isOpen: boolean;
  readonly nodes: readonly PictureNode[];
}

/** What stands for pods: a workload, or a whole namespace. */
export interface PictureNode {
  readonly id: string;
  readonly label: string;
  /** The full name: `shop/web[Deployment]`. */
  readonly name: string;
  /** Directions in which nothing isolates it. */
  readonly openTo: readonly Direction[];
  /** Directions in which nothing isolates some of the pods of a namespace. */
  readonly partlyOpenTo: readonly Direction[];
}

/** Addresses outside the cluster. */
export interface PictureExternal {
  readonly id: string;
  readonly label: string;
  /** Every range: `10.0.0.0-10.0.255.255, 10.2.0.0-10.255.255.255`. */
  readonly name: string;
  readonly kind: 'internet' | 'addresses';
}

/** All of one end reach all of the other; where a node stands for a namespace, some of it. */
export interface PictureEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly label: string;
  /** What passes, exactly: one text (`TCP 80,443`, `TCP 80 → every port`) for each difference among those who are drawn as one. */
  readonly ports: readonly string[];
  readonly look: EdgeLook;
}

/** How a line is drawn: as it is, or as a change. Added and removed are lines of workloads that are on one side only. */
export type EdgeLook = 'plain' | 'opened' | 'closed' | 'changed' | 'added' | 'removed';
