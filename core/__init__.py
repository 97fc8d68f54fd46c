"""The Kubernetes control plane without behaviour: what objects are, how they are checked, kept, streamed and shown."""
