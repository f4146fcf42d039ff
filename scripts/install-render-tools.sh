#!/bin/sh
# Installs kustomize and Helm through Go into test/rendering/.tools (ignored by Git), for the tests that hold netpact's reading
# of kustomizations and charts against the real ones. kubectl is taken from the PATH where it is there.
set -eu
tools="$(cd "$(dirname "$0")/.." && pwd)/test/rendering/.tools"
if ! command -v go > /dev/null; then
  echo "skipped: Go is not installed, which builds kustomize and Helm; tests of rendering use those on the PATH" >&2
  exit 0
fi
mkdir -p "$tools"
export GOBIN="$tools"
go install sigs.k8s.io/kustomize/kustomize/v5@v5.7.1
# A Helm that Go builds knows no version of Kubernetes, and charts ask for one.
version="helm.sh/helm/v3/pkg/chartutil.k8sVersion"
go install -ldflags "-X ${version}Major=1 -X ${version}Minor=34" helm.sh/helm/v3/cmd/helm@latest
command -v kubectl > /dev/null || echo "skipped: kubectl is not on the PATH; its tests are left out" >&2
ls "$tools"
