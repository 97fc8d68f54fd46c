"""Each cluster as a Kubernetes API over HTTPS: requests read, answered from the store, written through the one door."""
