"""The control loops of kube-controller-manager, one folder or file each; `simulator.assembly` lists them."""
