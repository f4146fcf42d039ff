/** How a line is drawn: as it is, or as a change. */
export type EdgeLook = 'plain' | 'opened' | 'closed' | 'changed';

/** What stands for pods in a picture: a workload, or a whole namespace. */
export interface PictureNode {
  readonly id: string;
  readonly label: string;
  /** The full name: `shop/web[Deployment]`. */
  readonly name: string;
  /** Directions in which nothing isolates it. */
  readonly openTo: readonly ('ingress' | 'egress')[];
}

/** A box around the workloads of a namespace. */
export interface PictureCluster {
  readonly name: string;
  readonly nodes: readonly PictureNode[];
}

/** Addresses outside the cluster. */
export interface PictureExternal {
  readonly id: string;
  readonly label: string;
  readonly name: string;
  readonly kind: 'internet' | 'addresses';
}

export interface PictureEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** The ports. */
  readonly label: string;
  readonly look: EdgeLook;
}

/** A graph, ready to be laid out; everything in it is text from manifests. */
export interface Picture {
  readonly title: string;
  readonly clusters: readonly PictureCluster[];
  readonly externals: readonly PictureExternal[];
  readonly edges: readonly PictureEdge[];
  /** What the picture leaves out, in sentences. */
  readonly notes: readonly string[];
}
