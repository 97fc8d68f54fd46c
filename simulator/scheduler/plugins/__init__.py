"""The plugins of the scheduling framework, one file each; `registry` lists them in upstream's order."""
