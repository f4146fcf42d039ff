import type { Pages } from './page';

/** Codes of reading kustomizations and Helm charts. */
export const rootPages: Pages = {
  'kustomization-invalid': {
    title: 'a kustomization cannot be understood',
    what: 'It is no single mapping, has a field that kustomize does not know, names itself, or says what kustomize\nrefuses.',
    why: 'What it would make of its manifests is unknown, and a list that is half understood leaves policies out.',
    fix: 'Correct the marked place; kustomize build says the same. A field in another case (Namespace) is refused as\nwell.',
  },
  'chart-invalid': {
    title: 'the file of a Helm chart cannot be read',
    what: 'Chart.yaml or requirements.yaml is no mapping.',
    why: 'What the chart is called, and which charts it needs, is unknown.',
    fix: 'Correct the file; helm lint says more.',
  },
  'kustomization-runs-code': {
    title: 'a kustomization would start a program',
    what: 'It has helmCharts, or a generator, transformer or validator that is not built into kustomize.',
    why: 'Whoever writes the checkout would choose what is run on this machine, or in this pipeline.',
    fix: 'Render it where you trust it, and pass the output:\n  kustomize build --enable-helm overlays/prod | netpact audit -',
  },
  'root-not-local': {
    title: 'a part of a kustomization or chart is not in the repository',
    what: 'A path is an address (also github.com/owner/repository without a scheme), leads out of the repository,\nperhaps through a link, into .git, or to nothing. Where there is no work tree around it, the repository is\nthe working directory, or PATH.',
    why: 'netpact fetches nothing, and a checkout must not choose which files of this machine are read.',
    fix: 'Render it where you trust it, and pass the output:\n  kustomize build overlays/prod | netpact audit -\nFor a chart, fetch its dependencies first: helm dependency build charts/shop',
  },
  'root-not-rendered': {
    title: 'a kustomization or chart has to be rendered, and nobody does',
    what: 'It changes what it lists (patches, namespace, templates …), and neither kustomize nor kubectl, or no helm,\nis on the PATH. Folders inside the checkout are passed by. netpact/testing starts no programs at all.',
    why: 'Read without its patches it would be another cluster: a default deny may be patched away.',
    fix: 'Install the tool, or pass what it renders:\n  kustomize build overlays/prod | netpact audit -\n  helm template shop charts/shop | netpact audit -',
  },
  'render-failed': {
    title: 'kustomize, kubectl or helm failed',
    what: 'The tool that renders the root ended with an error, which is shown. It saw a copy of the files that the root\nnames, an empty home, no cluster, no network and no plugins.',
    why: 'Nothing is known of what was not rendered.',
    fix: 'Run the tool by hand and correct what it says. Where it needs more than that, pass its output: … | netpact\naudit -',
  },
  'root-read-twice': {
    title: 'a manifest is given by itself and as a part of a root that changes it',
    what: 'One PATH is the file, or a folder that is read as it is; another is a kustomization or chart that uses the\nfile.',
    why: 'Both versions would be in the answer.',
    fix: 'Pass the folder of the kustomization alone. deploy/*.yaml also means deploy/kustomization.yaml.',
  },
  'roots-below': {
    title: 'several clusters lie below PATH',
    what: 'Folders below PATH are kustomizations that change what they list, or Helm charts, and no other one uses\nthem.',
    why: 'Overlays are usually one for each environment: together they are a cluster that nobody has.',
    fix: 'Name one of them, or compute each on its own with --each. The file means the folder alone:\ndeploy/kustomization.yaml.',
  },
  'values-unreadable': {
    title: 'a file for --values cannot be read',
    what: 'It does not exist, is no regular file, or is a link that leads out of the repository. In netpact diff the\nfile of each revision counts.',
    why: 'The chart would be rendered with other values than those that were asked for.',
    fix: 'Name a file, relative to the working directory. Addresses are not fetched.',
  },
  'manifest-unlisted': {
    title: 'a manifest is in the folder of a kustomization that does not list it',
    what: 'No list of resources names it, so that kubectl apply -k leaves it out, and netpact with it.',
    why: 'A policy that was forgotten there is in no cluster.',
    fix: 'Add it to resources, or pass the file itself to read it all the same.',
  },
  'root-not-read': {
    title: 'a kustomization or chart stands for nothing here',
    what: 'It is a component or a library chart that no root below PATH uses, or it lies below a root that does not use\nit.',
    why: 'Nothing is left out without saying so.',
    fix: 'Nothing, if that was meant; name its folder to read it by itself.',
  },
  'kustomization-not-applied': {
    title: 'a file is read as it is written, although a kustomization changes it',
    what: 'PATH is the file, and the kustomization beside it has patches, a namespace or the like.',
    why: 'What reaches a cluster may be something else.',
    fix: 'Pass the folder to read the file as its kustomization makes it.',
  },
  'root-rendered': {
    title: 'a kustomization or chart was rendered',
    what: 'The note names the tool and its version, and for a chart the values.',
    why: 'Another version, or other values, may render something else.',
    fix: 'Nothing. For a chart, --values, --set, --release and --namespace say what it is installed with.',
  },
  'hooks-left-out': {
    title: 'hooks and tests of a chart are left out',
    what: 'Objects with the annotation helm.sh/hook are made around an installation and are no part of the release.',
    why: 'They exist for a moment, if at all. Policies among them are an assumption: --strict fails on it.',
    fix: 'Nothing, if that was meant; helm template … | netpact … - reads them as well.',
  },
};
